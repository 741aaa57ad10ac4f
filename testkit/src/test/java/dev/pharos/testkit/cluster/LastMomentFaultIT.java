package dev.pharos.testkit.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever has registered in the last moment before {@code kill -9} is in the list after it. */
@Timeout(240)
final class LastMomentFaultIT {
    private static final int KILLS = 5;
    private static final int REGISTERED = 40;

    /** What is answered is left to a thread that may not have run yet, on a busy machine. */
    private static final int UNDER_WAY = 10;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void whoWasAnsweredIsShownAfterTheStart() throws Exception {
        try (NodeProcess node = NodeProcess.start(Path.of("target", "moment", "node"))) {
            for (int kill = 1; kill <= KILLS; kill++) {
                String service = "s" + kill;
                for (int i = 1; i <= REGISTERED; i++) {
                    assertThat(call(node, "POST", at(service, i))).isEqualTo("ok");
                }
                assertThat(call(node, "DELETE", at(service, 1))).isEqualTo("ok");
                for (int i = 0; i < UNDER_WAY; i++) {
                    assertThat(call(node, "POST", at("later", i))).isEqualTo("ok");
                }
                node.kill();
                node.restart();
                String list = call(node, "GET", "/list?serviceName=" + service);
                for (int i = 2; i <= REGISTERED; i++) {
                    assertThat(list).as("kill %s", kill).contains("\"10.0.0." + i + "\"");
                }
                assertThat(list).doesNotContain("\"10.0.0.1\"");
            }
        } finally {
            http.close();
        }
    }

    private static String at(String service, int i) {
        return "?serviceName=" + service + "&port=80&ip=10.0.0." + i;
    }

    private String call(NodeProcess node, String method, String query) throws Exception {
        URI uri = URI.create("http://" + node.address() + "/nacos/v1/ns/instance" + query);
        HttpRequest request =
                HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build();
        return http.send(request, BodyHandlers.ofString(UTF_8)).body();
    }
}
