package dev.pharos.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus is told by a node, over HTTP. */
final class FiguresTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String FIGURES = "/actuator/prometheus";
    private static final Settings LOCAL =
            Settings.standard().with(Keys.ADDRESS_BOUND, "127.0.0.1").with(Keys.PORT, 0);

    private final SystemWorld world = new SystemWorld((_, _) -> {});
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
        world.close();
    }

    @Test
    void theyAreWhatHasHappened() throws Exception {
        try (Assembly node = start(LOCAL)) {
            String instance = "/nacos/v1/ns/instance?serviceName=s&port=80&ip=10.0.0.";
            call(node, "POST", instance + 1);
            call(node, "POST", instance + 2);
            call(node, "POST", "/nacos/v1/cs/configs?dataId=d&group=g&content=c");
            call(node, "GET", "/nacos/v1/cs/configs?dataId=d&group=g");
            call(node, "GET", "/nacos/v1/cs/configs?dataId=none&group=g");

            HttpResponse<String> answer = call(node, "GET", "/nacos" + FIGURES);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .contains("text/plain;version=0.0.4;charset=utf-8");
            String ok = "{exception=\"None\",method=\"POST\",outcome=\"SUCCESS\",status=\"200\",";
            assertThat(answer.body().lines())
                    .contains(
                            "nacos_monitor{module=\"naming\",name=\"serviceCount\"} 1.0",
                            "nacos_monitor{module=\"naming\",name=\"ipCount\"} 2.0",
                            "nacos_naming_publisher{version=\"v1\"} 2.0",
                            "nacos_monitor{module=\"config\",name=\"configCount\"} 1.0",
                            "nacos_monitor{module=\"config\",name=\"publish\"} 1.0",
                            "nacos_monitor{module=\"config\",name=\"getConfig\"} 2.0",
                            "http_server_requests_seconds_count"
                                    + ok
                                    + "uri=\"/v1/ns/instance\"} 2",
                            "pharos_revision 1.0");
        }
    }

    @Test
    void aLongPollCountsWhileItWaitsAndWhenItIsTold() throws Exception {
        try (Assembly node = start(LOCAL)) {
            String poll =
                    "/nacos/v1/cs/configs/listener?Listening-Configs=d%02g%02%01"; // none is there
            CompletableFuture<HttpResponse<String>> told =
                    http.sendAsync(
                            request(node, "POST", poll)
                                    .header("Long-Pulling-Timeout", "30000")
                                    .build(),
                            BodyHandlers.ofString());
            await().untilAsserted(
                            () -> assertThat(figures(node)).contains("name=\"longPolling\"} 1.0"));

            call(node, "POST", "/nacos/v1/cs/configs?dataId=d&group=g&content=c");

            assertThat(told.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).body()).contains("d%02g");
            assertThat(figures(node))
                    .contains("{module=\"config\",name=\"longPolling\"} 0.0")
                    .contains("count{module=\"config\",name=\"notifyRt\"} 1\n")
                    .contains("pharos_push_seconds_count{of=\"config\"} 1\n");
        }
    }

    @Test
    void theLogTellsOfItsDiskAndOfItsBatches(@TempDir Path folder) throws Exception {
        Plugs disk = Plugs.disk(new Slices(LOCAL).raft(folder, "node"));
        try (Assembly node = Assembly.start(world, LOCAL, disk)) {
            call(node, "POST", "/nacos/v1/cs/configs?dataId=d&group=g&content=c");

            assertThat(figures(node))
                    .containsPattern("\npharos_log_sync_seconds_count [1-9]")
                    .containsPattern("\npharos_log_batch_commands_count [1-9]");
        }
    }

    @Test
    void theyStandBelowTheContextWhateverItIs() throws Exception {
        try (Assembly node = start(LOCAL.with(Keys.CONTEXT, "/"))) {
            call(node, "POST", "/v1/cs/configs?dataId=d&group=g&content=c");

            assertThat(call(node, "GET", FIGURES).body())
                    .contains("{module=\"config\",name=\"publish\"} 1.0")
                    .contains("uri=\"/v1/cs/configs\"");
        }
    }

    @Test
    void whoDoesNotWantThemShownShowsNone() throws Exception {
        try (Assembly node = start(LOCAL.with(Keys.ACTUATOR, "health"))) {
            assertThat(call(node, "GET", "/nacos" + FIGURES).statusCode()).isEqualTo(404);
            assertThat(call(node, "GET", "/nacos/actuator/health").statusCode()).isEqualTo(200);
            assertThat(call(node, "GET", "/nacos/actuator").body()).doesNotContain("prometheus");
        }
        try (Assembly node = start(LOCAL.with(Keys.ACTUATOR, "*"))) {
            assertThat(call(node, "GET", "/nacos" + FIGURES).statusCode()).isEqualTo(200);
            assertThat(call(node, "GET", "/nacos/actuator").body())
                    .contains("\"prometheus\":{\"href\":\"http://", FIGURES + "\",");
        }
    }

    private Assembly start(Settings settings) throws Exception {
        return Assembly.start(world, settings, Plugs.memory());
    }

    private String figures(Assembly node) throws IOException, InterruptedException {
        return call(node, "GET", "/nacos" + FIGURES).body();
    }

    private HttpResponse<String> call(Assembly node, String method, String path)
            throws IOException, InterruptedException {
        return http.send(request(node, method, path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(Assembly node, String method, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.httpPort() + path))
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.noBody());
    }
}
