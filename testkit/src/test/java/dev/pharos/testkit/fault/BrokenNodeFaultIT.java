package dev.pharos.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.testkit.cluster.NodeProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A keeper that fails ends its node with 70. No request can make one fail, or that would be the
 * fault to mend; so a debugger throws an error in the middle of its work.
 */
@Timeout(120)
final class BrokenNodeFaultIT {
    private static final String AGENT =
            "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";
    private static final Pattern AGENT_PORT =
            Pattern.compile("Listening for transport dt_socket at address: (\\d+)");

    @Test
    void aKeeperThatFailsEndsItsNodeWithSeventy() throws Exception {
        Path folder = Path.of("target", "fault", "broken");
        try (NodeProcess node = NodeProcess.startWith(List.of(AGENT), folder);
                NodeDebugger debugger = new NodeDebugger(agentPort(node));
                HttpClient http = HttpClient.newHttpClient()) {
            debugger.breakAt("dev.pharos.core.registry.Publications", "register");
            var answer = http.sendAsync(register(node), BodyHandlers.ofString());

            debugger.throwThere("java.lang.InternalError");

            assertThat(node.exit().get(30, TimeUnit.SECONDS)).isEqualTo(70);
            assertThat(answer.handle((reply, _) -> reply == null ? 0 : reply.statusCode()).get())
                    .as("what was not applied is not said to be")
                    .isNotEqualTo(200);
            assertThat(Files.readString(folder.resolve("data/logs/nacos.log")))
                    .contains("a broken invariant stops this node: loop=registry")
                    .contains("java.lang.InternalError");
        }
    }

    private static HttpRequest register(NodeProcess node) {
        String query = "serviceName=s&ip=10.0.0.1&port=80";
        URI uri = URI.create("http://" + node.address() + "/nacos/v1/ns/instance?" + query);
        return HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build();
    }

    private static int agentPort(NodeProcess node) {
        Matcher port = AGENT_PORT.matcher(node.output());
        assertThat(port.find()).as(node.output()).isTrue();
        return Integer.parseInt(port.group(1));
    }
}
