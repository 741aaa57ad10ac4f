package dev.pharos.server.front.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.server.front.http.Wire.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Long polls: many, cheap, and forgotten when their callers go. */
final class ParkedCallsTest {
    private static final int MANY = 2000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void manyParkedCallsAreForgottenWhenTheirCallersGo() throws IOException {
        try (RunningServer server = RunningServer.standard()) {
            int threads = Thread.activeCount();
            List<Wire> wires = park(server, MANY);
            assertThat(Thread.activeCount()).isLessThan(threads + 10);
            assertThat(server.serves()).isTrue();

            for (int i = 0; i < MANY; i++) {
                if (i % 2 == 0) {
                    wires.get(i).close();
                } else {
                    wires.get(i).reset();
                }
            }
            await().atMost(PATIENCE).until(() -> server.gone.get() == MANY);
            assertThat(server.parked).isEmpty();
            await().atMost(PATIENCE).until(() -> server.server.connections() == 0);
        }
    }

    @Test
    void anAnsweredCallIsNotGone() throws IOException {
        try (RunningServer server = RunningServer.standard()) {
            List<Wire> wires = park(server, 100);
            for (int i = 0; i < 100; i++) {
                server.answerParked("" + i, "for " + i);
            }
            for (int i = 0; i < 100; i++) {
                assertThat(wires.get(i).answer().body()).isEqualTo("for " + i);
                wires.get(i).close();
            }
            await().atMost(PATIENCE).until(() -> server.server.connections() == 0);
            assertThat(server.gone).hasValue(0);
        }
    }

    @Test
    void aCallerGoesUnnoticedOnlyBehindMuchThatItSentAhead() throws IOException {
        try (RunningServer server = RunningServer.standard()) {
            Wire little = server.wire().ask("GET", "/t/park?id=a").ask("GET", "/t/echo?a=1");
            await().until(() -> server.parked.containsKey("a"));
            little.close();
            await().atMost(PATIENCE).until(() -> server.gone.get() == 1);

            StringBuilder ahead = new StringBuilder();
            for (int i = 0; i < 20_000; i++) {
                ahead.append("GET /t/echo?n=").append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            Wire much = server.wire().ask("GET", "/t/park?id=b");
            await().until(() -> server.parked.containsKey("b"));
            CompletableFuture<Void> said =
                    CompletableFuture.runAsync(() -> sayAll(much, ahead.toString()));
            server.answerParked("b", "now");
            assertThat(much.answer().body()).isEqualTo("now");
            for (int i = 0; i < 20_000; i++) {
                assertThat(much.answer().body()).isEqualTo("n=[" + i + "]");
            }
            said.join();
        }
    }

    @Test
    void aParkedCallKeepsNeitherBodyNorParameters() throws IOException {
        try (RunningServer server = RunningServer.standard()) {
            Wire wire = server.wire();
            String form = "application/x-www-form-urlencoded";
            wire.ask("POST", "/t/park?id=a", form, "x=" + "y".repeat(100_000));
            await().until(() -> server.calls.containsKey("a"));
            await().until(() -> server.call("a").body().length == 0);
            assertThat(server.call("a").parameter("x")).isEmpty();
            assertThat(server.call("a").path()).isEqualTo("/t/park");
        }
    }

    @Test
    void drainingLetsCallsInWorkBeAnswered() throws IOException {
        try (RunningServer server = RunningServer.standard()) {
            Wire idle = server.wire().ask("GET", "/t/echo?a=1");
            assertThat(idle.answer().status()).isEqualTo(200);
            Wire parked = park(server, 1).getFirst();
            CompletableFuture<Void> drained =
                    CompletableFuture.runAsync(() -> server.server.drain(PATIENCE));
            assertThat(idle.isEnded()).isTrue();
            server.answerParked("0", "at last");
            Answer answer = parked.answer();
            assertThat(answer.body()).isEqualTo("at last");
            assertThat(answer.closes()).isTrue();
            assertThat(parked.isEnded()).isTrue();
            parked.close();
            drained.join();
            assertThat(server.server.connections()).isZero();
        }
    }

    @Test
    void drainingEnds() throws IOException {
        try (RunningServer server = RunningServer.standard()) {
            Wire parked = park(server, 1).getFirst();
            server.server.drain(Duration.ofMillis(50));
            assertThat(parked.isEnded()).isTrue();
            await().until(() -> server.gone.get() == 1);
        }
    }

    private static List<Wire> park(RunningServer server, int count) throws IOException {
        List<Wire> wires = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            wires.add(server.wire().ask("GET", "/t/park?id=" + i));
        }
        await().atMost(PATIENCE).until(() -> server.parked.size() == count);
        return wires;
    }

    private static void sayAll(Wire wire, String text) {
        try {
            wire.say(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
