package dev.pharos.server.front.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.server.front.http.HttpLimits.Counts;
import dev.pharos.server.front.http.HttpLimits.Patience;
import dev.pharos.server.front.http.HttpLimits.Sizes;
import dev.pharos.server.front.http.Wire.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a caller cannot do to the server. */
final class BoundsTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = RunningServer.LONG;
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int HEAD_MAX = 16 << 10;
    private static final int BODY_MAX = 1 << 20;

    @Test
    void aBodyThatIsDeclaredTooLargeIsRefusedUnread() throws IOException {
        try (RunningServer server = small()) {
            Wire wire = server.wire();
            wire.say("POST /t/size HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000000\r\n\r\n");
            Answer answer = wire.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("5000000000").contains("" + BODY_MAX);
            assertThat(answer.closes()).isTrue();
            assertThat(wire.isEnded()).isTrue();
            assertThat(server.serves()).isTrue();
        }
    }

    @Test
    void aRefusedCallerThatSendsOnCanReadTheRefusal() throws IOException {
        try (RunningServer server = small()) {
            Wire wire = server.wire();
            wire.say("POST /t/size HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n");
            wire.say(new byte[3_000_000]);
            assertThat(wire.answer().status()).isEqualTo(413);
        }
    }

    @Test
    void aBodyThatGrowsTooLargeIsRefused() throws IOException {
        try (RunningServer server = small()) {
            Wire wire = server.wire();
            wire.say("POST /t/size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
            for (int i = 0; i <= BODY_MAX / 0x10000; i++) {
                wire.say(chunk);
            }
            assertThat(wire.answer().status()).isEqualTo(413);
            assertThat(server.serves()).isTrue();
        }
    }

    @Test
    void theLargestBodyIsTaken() throws IOException {
        try (RunningServer server = small()) {
            String body = "content=" + "x".repeat(BODY_MAX - 8);
            Answer answer = server.wire().ask("POST", "/t/size", FORM, body).answer();
            assertThat(answer.body()).isEqualTo(BODY_MAX + " " + (BODY_MAX - 8));
        }
    }

    @Test
    void aLargeFormIsDecodedBesideTheLoopAndASmallOneOnIt() throws IOException {
        try (RunningServer server = small()) {
            String small = "a=" + "x".repeat(10_000);
            String large = "a=" + "%20".repeat(30_000);
            Wire wire = server.wire();
            assertThat(wire.ask("POST", "/t/thread", FORM, small).answer().body())
                    .isEqualTo("loop 10000");
            assertThat(wire.ask("POST", "/t/thread", FORM, large).answer().body())
                    .isEqualTo("virtual 30000");
            assertThat(wire.ask("POST", "/t/thread", FORM, small).answer().body())
                    .isEqualTo("loop 10000");
        }
    }

    @Test
    void aHeadThatIsTooLongIsRefused() throws IOException {
        try (RunningServer server = small()) {
            String much = "x".repeat(HEAD_MAX);
            Wire headers =
                    server.wire().say("GET /t/echo HTTP/1.1\r\nHost: x\r\nA: " + much + "\r\n\r\n");
            assertThat(headers.answer().status()).isEqualTo(431);
            assertThat(headers.isEnded()).isTrue();

            Wire line = server.wire().say("GET /t/echo?a=" + much + " HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(line.answer().status()).isEqualTo(414);
            assertThat(line.isEnded()).isTrue();
        }
    }

    @Test
    void aSlowRequestIsGivenUp() throws IOException {
        try (RunningServer server = patient(new Patience(LONG, SHORT, LONG, SHORT))) {
            Wire line = server.wire().say("GET /t/ec");
            Wire head = server.wire().say("GET /t/echo HTTP/1.1\r\nHost: x\r\nA: b\r\n");
            Wire body =
                    server.wire()
                            .say("POST /t/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na=");
            Wire behind = server.wire().ask("GET", "/t/echo?a=1").say("GET /t/ec");
            assertThat(behind.answer().status()).isEqualTo(200);
            for (Wire wire : List.of(line, head, body, behind)) {
                assertThat(wire.answer().status()).isEqualTo(408);
                assertThat(wire.isEnded()).isTrue();
            }
            assertThat(server.serves()).isTrue();
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        try (RunningServer server = patient(new Patience(SHORT, LONG, LONG, SHORT))) {
            Wire mute = server.wire();
            Wire used = server.wire().ask("GET", "/t/echo?a=1");
            assertThat(used.answer().status()).isEqualTo(200);
            assertThat(mute.isEnded()).isTrue();
            assertThat(used.isEnded()).isTrue();
            await().until(() -> server.server.connections() == 0);
        }
    }

    @Test
    void aParkedCallIsNotIdle() throws IOException {
        try (RunningServer server = patient(new Patience(SHORT, SHORT, SHORT, SHORT))) {
            Wire parked = server.wire().ask("GET", "/t/park?id=a");
            Wire idle = server.wire();
            assertThat(idle.isEnded()).isTrue();
            server.answerParked("a", "at last");
            assertThat(parked.answer().body()).isEqualTo("at last");
        }
    }

    @Test
    void aCallerThatDoesNotReadIsClosed() throws IOException {
        try (RunningServer server = patient(new Patience(LONG, LONG, SHORT, SHORT))) {
            Wire wire = server.wire().ask("GET", "/t/big?bytes=50000000");
            await().until(() -> server.server.connections() == 0);
            assertThat(wire.isEnded()).isTrue();
            assertThat(server.serves()).isTrue();
        }
    }

    @Test
    void oneConnectionTooManyIsToldSo() throws IOException {
        try (RunningServer server = new RunningServer(RunningServer.limits(new Counts(2, 9, 9)))) {
            Wire first = server.wire().ask("GET", "/t/echo?a=1");
            assertThat(first.answer().status()).isEqualTo(200);
            Wire second = server.wire().ask("GET", "/t/echo?a=1");
            assertThat(second.answer().status()).isEqualTo(200);

            Wire third = server.wire();
            assertThat(third.answer().status()).isEqualTo(503);
            assertThat(third.isEnded()).isTrue();
            third.close();
            assertThat(first.ask("GET", "/t/echo?a=1").answer().status()).isEqualTo(200);

            first.close();
            await().until(() -> server.server.connections() == 1);
            assertThat(server.serves()).isTrue();
        }
    }

    @Test
    void oneParkedCallTooManyIsRefusedAndTheNextTaken() throws IOException {
        try (RunningServer server = new RunningServer(RunningServer.limits(new Counts(9, 1, 9)))) {
            Wire first = server.wire().ask("GET", "/t/park?id=a");
            await().until(() -> server.parked.containsKey("a"));
            Wire second = server.wire();
            assertThat(second.ask("GET", "/t/park?id=b").answer().status()).isEqualTo(503);
            assertThat(second.ask("GET", "/t/echo?a=1").answer().status()).isEqualTo(200);

            first.close();
            await().until(() -> server.gone.get() == 1);
            second.ask("GET", "/t/park?id=c");
            await().until(() -> server.parked.containsKey("c"));
            server.answerParked("c", "");
            assertThat(second.answer().status()).isEqualTo(200);
            second.ask("GET", "/t/park?id=d");
            await().until(() -> server.parked.containsKey("d"));
        }
    }

    @Test
    void allThatArrivesAtOnceIsBounded() throws IOException {
        Sizes sizes = new Sizes(HEAD_MAX, BODY_MAX, BODY_MAX, BODY_MAX);
        try (RunningServer server = new RunningServer(RunningServer.limits(sizes))) {
            List<Wire> half = new ArrayList<>();
            String head = "POST /t/size HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n";
            for (int i = 0; i < 3; i++) {
                half.add(server.wire().say(head).say(new byte[600_000]));
            }
            assertThat(half.stream().filter(BoundsTest::isBusy).count()).isPositive();
            assertThat(server.serves()).isTrue();

            for (Wire wire : half) {
                wire.close();
            }
            await().until(() -> server.server.connections() == 0);
            Wire again = server.wire().say(head).say(new byte[900_000]);
            assertThat(again.answer().body()).isEqualTo("900000 -1");
        }
    }

    /** The end of one leaves when the caller has made room, with nobody else asking. */
    @Test
    void anAnswerLargerThanTheSocketArrivesWhole() throws IOException {
        try (RunningServer server = RunningServer.standard()) {
            for (int bytes = 8_000_000; bytes < 16_000_000; bytes += 1_000_001) {
                assertThat(server.wire().ask("GET", "/t/big?bytes=" + bytes).answer().body())
                        .hasSize(bytes);
            }
        }
    }

    @Test
    void whatNobodyReadsIsBounded() throws IOException {
        Sizes sizes = new Sizes(HEAD_MAX, BODY_MAX, BODY_MAX, 40_000_000);
        try (RunningServer server = new RunningServer(RunningServer.limits(sizes))) {
            List<Wire> wires = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                wires.add(server.wire().ask("GET", "/t/big?bytes=16000000"));
            }
            await().until(() -> server.accesses.size() == 8);
            assertThat(server.accesses.stream().filter(access -> access.status() == 503))
                    .hasSize(6);
            assertThat(server.serves()).isTrue();

            for (Wire wire : wires) {
                wire.close();
            }
            await().until(() -> server.server.connections() == 0);
            Wire again = server.wire().ask("GET", "/t/big?bytes=16000000");
            assertThat(again.answer().body()).hasSize(16_000_000);
        }
    }

    /** Those that are taken wait for the rest of their body and say nothing. */
    private static boolean isBusy(Wire wire) {
        try {
            return wire.hears(Duration.ofSeconds(2)) && wire.answer().status() == 503;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunningServer small() {
        return new RunningServer(
                RunningServer.limits(new Sizes(HEAD_MAX, BODY_MAX, 64L * BODY_MAX, BODY_MAX)));
    }

    private static RunningServer patient(Patience patience) {
        return new RunningServer(RunningServer.limits(patience));
    }
}
