package dev.pharos.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.testkit.cluster.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand parked long polls on a node with 256 MB of heap. */
@Tag("all")
@Timeout(180)
final class ManyPollsFaultIT {
    private static final int MANY = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What the process may have altogether, and what the polls may add to it. */
    private static final long RESIDENT_MAX_MB = 400;

    private static final long ADDED_MAX_MB = 200;

    /** The node takes exactly so many, so that one more shows that all are parked. */
    private final NodeProcess node =
            NodeProcess.start(
                    Path.of("target", "fault", "polls"), "--set", "pharos.http.parked-max=" + MANY);

    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
        node.close();
    }

    @Test
    void theyAreHeldInBoundedMemoryAndAllAnswered() throws Exception {
        publish("other", "1");
        long before = residentMb();
        int port = Integer.parseInt(node.address().split(":", -1)[1]);
        try (ManyPolls polls = new ManyPolls(port, MANY, "watched")) {
            await().atMost(PATIENCE).until(() -> polls.sent() == MANY);
            await().atMost(PATIENCE).until(() -> oneMoreIsRefused(port));
            assertThat(polls.told() + polls.lost()).isZero();
            othersAreServed();
            long parked = residentMb();

            publish("watched", "now");
            othersAreServed();
            await().atMost(PATIENCE).until(() -> polls.told() + polls.lost() == MANY);

            assertThat(polls.lost()).isZero();
            System.out.printf(
                    "resident: %d MB before, %d MB with %d parked, %d MB after%n",
                    before, parked, MANY, residentMb());
            assertThat(parked - before).isLessThan(ADDED_MAX_MB);
            assertThat(residentMb()).isLessThan(RESIDENT_MAX_MB);
        }
    }

    private static boolean oneMoreIsRefused(int port) throws IOException {
        String poll =
                RawCall.form(
                        "configs/listener",
                        "Long-Pulling-Timeout: 10000\r\nConnection: close\r\n",
                        "Listening-Configs=watched%02g%02%01");
        try (RawCall call = new RawCall(port).say(poll)) {
            return call.untilEnd().contains("parked calls");
        }
    }

    private void othersAreServed() throws Exception {
        for (int i = 0; i < 50; i++) {
            publish("other", "v" + i);
            assertThat(ask("GET", "dataId=other&group=g")).isEqualTo("200 v" + i);
        }
    }

    private void publish(String dataId, String content) throws Exception {
        assertThat(ask("POST", "dataId=" + dataId + "&group=g&content=" + content))
                .isEqualTo("200 true");
    }

    private String ask(String method, String query) throws Exception {
        URI uri = URI.create("http://" + node.address() + "/nacos/v1/cs/configs?" + query);
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(5))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private long residentMb() throws IOException {
        List<String> status = Files.readAllLines(Path.of("/proc/" + node.pid() + "/status"));
        return status.stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
