package dev.pharos.server.front.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.server.front.http.Wire.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How a connection goes on from request to request, and how it ends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConversationTest {
    private static final String FORM = "application/x-www-form-urlencoded";

    private final RunningServer server = RunningServer.standard();

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @Test
    void oneConnectionServesManyRequests() throws IOException {
        Wire wire = server.wire();
        for (int i = 0; i < 100; i++) {
            Answer answer = wire.ask("GET", "/t/echo?n=" + i).answer();
            assertThat(answer.body()).isEqualTo("n=[" + i + "]");
            assertThat(answer.headers()).doesNotContainKey("connection");
        }
    }

    @Test
    void answersComeInTheOrderOfPipelinedRequests() throws IOException {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            String path = i % 3 == 0 ? "/t/later?say=" : "/t/echo?n=";
            all.append("GET ").append(path).append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        Wire wire = server.wire().say(all.toString());
        for (int i = 0; i < 2000; i++) {
            String expected = i % 3 == 0 ? "" + i : "n=[" + i + "]";
            assertThat(wire.answer().body()).isEqualTo(expected);
        }
    }

    @Test
    void aRequestMayArriveByteByByte() throws IOException {
        Wire wire = server.wire();
        String request =
                "POST /t/echo?a=1 HTTP/1.1\r\nHost: x\r\nContent-Type: "
                        + FORM
                        + "\r\nContent-Length: 3\r\n\r\nb=2"
                        + "GET /t/echo?c=3 HTTP/1.1\r\nHost: x\r\n\r\n";
        for (int i = 0; i < request.length(); i++) {
            wire.say(request.substring(i, i + 1));
        }
        assertThat(wire.answer().body()).isEqualTo("a=[1]b=[2]");
        assertThat(wire.answer().body()).isEqualTo("c=[3]");
    }

    @Test
    void aBodyMayComeInChunks() throws IOException {
        Wire wire = server.wire();
        wire.say(
                "PUT /t/echo HTTP/1.1\r\nHost: x\r\nContent-Type: "
                        + FORM
                        + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "2\r\na=\r\n5\r\n1&b=2\r\n0\r\n\r\n");
        assertThat(wire.answer().body()).isEqualTo("a=[1]b=[2]");
        assertThat(wire.ask("GET", "/t/echo?a=1").answer().body()).isEqualTo("a=[1]");
    }

    @Test
    void aRequestWithoutLengthHasNoBody() throws IOException {
        Wire wire = server.wire();
        wire.say("POST /t/echo?a=1 HTTP/1.1\r\nHost: x\r\nContent-Type: " + FORM + "\r\n\r\n");
        assertThat(wire.answer().body()).isEqualTo("a=[1]");
    }

    @Test
    void closeIsHonoured() throws IOException {
        Wire wire = server.wire();
        wire.say("GET /t/echo?a=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(wire.answer().closes()).isTrue();
        assertThat(wire.isEnded()).isTrue();
    }

    @Test
    void anOldCallerIsClosedUnlessItAsksToStay() throws IOException {
        Wire wire = server.wire().say("GET /t/echo?a=1 HTTP/1.0\r\n\r\n");
        assertThat(wire.answer().closes()).isTrue();
        assertThat(wire.isEnded()).isTrue();

        Wire staying = server.wire();
        for (int i = 0; i < 2; i++) {
            staying.say("GET /t/echo?a=1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(staying.answer().headers()).containsEntry("connection", "keep-alive");
        }
    }

    @Test
    void headIsAnsweredWithoutTheBody() throws IOException {
        Wire wire = server.wire();
        Answer answer = wire.ask("HEAD", "/t/echo?a=1").answerWithoutBody();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("content-length", "5");
        assertThat(wire.ask("GET", "/t/echo?a=1").answer().body()).isEqualTo("a=[1]");
        assertThat(wire.ask("HEAD", "/t/none").answerWithoutBody().status()).isEqualTo(404);
        assertThat(wire.ask("GET", "/t/echo?a=1").answer().body()).isEqualTo("a=[1]");
    }

    @Test
    void aCallerThatWaitsWithItsBodyIsToldToGoOn() throws IOException {
        Wire wire = server.wire();
        wire.say(
                "POST /t/echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                        + "Content-Length: 3\r\nContent-Type: "
                        + FORM
                        + "\r\n\r\n");
        assertThat(wire.answerWithoutBody().status()).isEqualTo(100);
        assertThat(wire.say("a=1").answer().body()).isEqualTo("a=[1]");

        wire.say("GET /t/echo HTTP/1.1\r\nHost: x\r\nExpect: rain\r\n\r\n");
        assertThat(wire.answer().status()).isEqualTo(417);
        assertThat(wire.isEnded()).isTrue();
    }

    @Test
    void aCallerMayShutItsSideAndStillGetsItsAnswer() throws IOException {
        Wire now = server.wire().ask("GET", "/t/echo?a=1").shutOutput();
        assertThat(now.answer().body()).isEqualTo("a=[1]");
        assertThat(now.isEnded()).isTrue();

        Wire later = server.wire().ask("GET", "/t/later?say=hi").shutOutput();
        assertThat(later.answer().body()).isEqualTo("hi");
        assertThat(later.isEnded()).isTrue();
    }

    @Test
    void aLongAnswerComesWhole() throws IOException {
        Wire wire = server.wire();
        for (int bytes : new int[] {65_535, 65_536, 65_537, 5 << 20}) {
            String body = wire.ask("GET", "/t/big?bytes=" + bytes).answer().body();
            assertThat(body).hasSize(bytes);
        }
    }

    @Test
    void aFailureBecomesTheDialectsAnswer() throws IOException {
        Wire wire = server.wire();
        for (String path : new String[] {"/t/throws", "/t/fails"}) {
            Answer answer = wire.ask("GET", path).answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("port: 70000 (expected: 1..65535)");
        }
        assertThat(wire.ask("GET", "/t/defect").answer().status()).isEqualTo(500);
        assertThat(wire.ask("GET", "/t/echo?a=1").answer().body()).isEqualTo("a=[1]");
    }

    @Test
    void whatMayBlockRunsOnAThreadOfItsOwn() throws IOException {
        Answer answer = server.wire().ask("GET", "/t/block").answer();
        assertThat(answer.body()).isEqualTo("virtual");
        assertThat(answer.headers()).doesNotContainKey("content-type");
    }

    @Test
    void missesAreToldApart() throws IOException {
        Wire wire = server.wire();
        assertThat(wire.ask("GET", "/t/none").answer().status()).isEqualTo(404);
        Answer answer = wire.ask("DELETE", "/t/echo").answer();
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.body()).isEqualTo("GET,POST,PUT");
        assertThat(wire.ask("GET", "/t/echo/?a=1").answer().body()).isEqualTo("a=[1]");
    }

    @Test
    void otherProtocolsAreToldWhatIsSpokenHere() throws IOException {
        Wire http2 = server.wire().say("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        assertThat(http2.answer().status()).isEqualTo(505);
        assertThat(http2.isEnded()).isTrue();

        Wire nonsense = server.wire().say("hello\r\n\r\n");
        assertThat(nonsense.answer().status()).isEqualTo(400);
        assertThat(nonsense.isEnded()).isTrue();
    }

    @Test
    void aRequestNamesItsHostOnce() throws IOException {
        String get = "GET /t/echo?a=1 HTTP/1.";
        for (String head : List.of("1\r\n\r\n", "1\r\nHost: x\r\nhost: y\r\n\r\n")) {
            try (Wire wire = server.wire().say(get + head)) {
                Wire.Answer answer = wire.answer();
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.body()).startsWith("Host: ");
                assertThat(answer.closes()).isTrue();
            }
        }
        try (Wire old = server.wire().say(get + "0\r\n\r\n")) {
            assertThat(old.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void twoLengthsAreRefused() throws IOException {
        String[] lengths = {
            "Content-Length: 1\r\nContent-Length: 2\r\n",
            "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: gzip\r\n",
            "Content-Length: -1\r\n",
            "Content-Length: many\r\n"
        };
        for (String length : lengths) {
            Wire wire =
                    server.wire().say("POST /t/echo HTTP/1.1\r\nHost: x\r\n" + length + "\r\nx");
            assertThat(wire.answer().status()).as(length).isEqualTo(400);
            assertThat(wire.isEnded()).isTrue();
        }
    }

    @Test
    void anOfferToSpeakHttp2IsPassedOver() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + server.port + "/t/echo");
            String body = "a=" + "x".repeat(1 << 20);
            for (int i = 0; i < 3; i++) {
                HttpRequest request =
                        HttpRequest.newBuilder(uri)
                                .header("Content-Type", FORM)
                                .expectContinue(i == 2)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build();
                HttpResponse<String> answer =
                        client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).hasSize(body.length() + 2);
            }
        }
    }

    @Test
    void everyAnswerIsHeardOf() throws IOException {
        server.wire().ask("GET", "/t/echo?heard=1").answer();
        await().untilAsserted(
                        () ->
                                assertThat(server.accesses)
                                        .anySatisfy(
                                                a -> {
                                                    assertThat(a.route()).isEqualTo("/t/echo");
                                                    assertThat(a.bytes()).isEqualTo(9);
                                                    assertThat(a.status()).isEqualTo(200);
                                                }));
    }

    @Test
    void onlyPagesOfKnownOriginsMayReadAnAnswer() throws IOException {
        try (RunningServer server = RunningServer.standard()) {
            Wire wire = server.wire();
            wire.say("GET /t/echo HTTP/1.1\r\nHost: x\r\nOrigin: http://b.example\r\n\r\n");
            assertThat(wire.answer().headers())
                    .containsEntry("access-control-allow-origin", "http://b.example")
                    .containsEntry("access-control-allow-credentials", "true")
                    .containsEntry("vary", "Origin");
            wire.say("GET /t/echo HTTP/1.1\r\nHost: x\r\nOrigin: http://c.example\r\n\r\n");
            assertThat(wire.answer().headers()).doesNotContainKey("access-control-allow-origin");
            wire.ask("GET", "/t/echo");
            assertThat(wire.answer().headers()).doesNotContainKey("vary");
        }
    }
}
