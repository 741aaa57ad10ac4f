package dev.pharos.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that a whole node refuses, or takes as the nearest that makes sense. */
final class BadValuesTest {
    private static final String CONFIGS = "/nacos/v1/cs/configs";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final AtomicReference<Throwable> broken = new AtomicReference<>();
    private final SystemWorld world = new SystemWorld((_, failure) -> broken.set(failure));
    private final HttpClient http = HttpClient.newHttpClient();
    private Assembly node;

    @BeforeEach
    void start() throws Exception {
        Settings settings =
                Settings.standard().with(Keys.PORT, 0).with(Keys.ADDRESS_BOUND, "127.0.0.1");
        node = Assembly.start(world, settings, Plugs.memory());
    }

    @AfterEach
    void stop() {
        node.close();
        world.close();
        http.close();
        assertThat(broken).hasValue(null);
    }

    @Test
    void whatIsNoUtf8IsRefusedAndNothingIsStoredInItsPlace() {
        String key = "dataId=d&group=g";
        assertThat(post(CONFIGS, key + "&content=%FF%FE%80abc")).startsWith("400 content: ");
        assertThat(get(CONFIGS + "?" + key)).startsWith("404");
        assertThat(post(CONFIGS + "?" + key + "&content=a%C3", "")).startsWith("400 content: ");
        assertThat(post(CONFIGS, "dataId=%FF&group=g&content=a")).startsWith("400 dataId: ");
        assertThat(post("/nacos/v1/ns/service?serviceName=%80", "")).startsWith("400 ");
        assertThat(get("/nacos/v1/ns/service/list?pageNo=1&pageSize=9")).contains("\"count\":0");
        assertThat(get("/nacos/v1/%ff")).startsWith("400 ");
        // What only reads finds nothing, as in Nacos.
        assertThat(get("/nacos/v1/ns/instance/list?serviceName=%B7%FE")).startsWith("200 ");
        // A replacement character that somebody writes is text like any other.
        assertThat(post(CONFIGS, key + "&content=%EF%BF%BD")).startsWith("200");
        assertThat(get(CONFIGS + "?" + key)).isEqualTo("200 \uFFFD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "99999999999999",
                "9223372036854775807",
                "-9223372036854775808",
                "-1",
            })
    void aLongPollMayAskForAnyTimeAndIsAnsweredByAChange(String timeout) {
        HttpRequest poll =
                HttpRequest.newBuilder(uri(CONFIGS + "/listener"))
                        .header("Content-Type", FORM)
                        .header("Long-Pulling-Timeout", timeout)
                        .POST(HttpRequest.BodyPublishers.ofString("Listening-Configs=d%02g%02%01"))
                        .build();
        CompletableFuture<String> answer =
                http.sendAsync(poll, BodyHandlers.ofString())
                        .thenApply(got -> got.statusCode() + " " + got.body());
        assertThat(post(CONFIGS, "dataId=d&group=g&content=a")).startsWith("200");
        assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).startsWith("200 d%02g");
    }

    @Test
    void historyOfAnotherConfigurationIsNamedPlainly() {
        assertThat(post(CONFIGS, "dataId=d&group=g&content=a")).startsWith("200");
        String row = "/nacos/v1/cs/history?nid=1&group=g&dataId=";
        assertThat(get(row + "d")).startsWith("200");
        assertThat(get(row + "other"))
                .isEqualTo("403 no permission to read history row 1: it is not of public/g/other");
    }

    private String get(String path) {
        return call(HttpRequest.newBuilder(uri(path)).GET());
    }

    private String post(String path, String form) {
        return call(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", FORM)
                        .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private String call(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofString())
                .thenApply(answer -> answer.statusCode() + " " + answer.body())
                .join();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + node.httpPort() + path);
    }
}
