package dev.pharos.server.front.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.front.http.HttpLimits.Patience;
import dev.pharos.server.front.http.HttpLimits.Sizes;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Random and mutated bytes, from one seed: the server answers or closes, never fails on them, and
 * serves others. {@code -Dseed=} repeats a run.
 */
final class DecoderFuzzTest {
    private static final int CONNECTIONS = 600;
    private static final int CALLS = 20_000;
    private static final List<String> GOOD =
            List.of(
                    lines("GET /t/echo?a=1&b=%E4%B8%AD HTTP/1.1", "Host: x", "Accept: */*", "", ""),
                    lines(
                            "POST /t/echo?a=1 HTTP/1.1",
                            "Content-Length: 7",
                            "Content-Type: application/x-www-form-urlencoded",
                            "",
                            "b=2&c=3"),
                    lines(
                            "PUT /t/echo HTTP/1.1",
                            "Transfer-Encoding: chunked",
                            "",
                            "3;x=y",
                            "a=1",
                            "4",
                            "&b=2",
                            "0",
                            "T: u",
                            "",
                            ""),
                    lines("HEAD /t/echo?a HTTP/1.0", "Connection: keep-alive", "", ""),
                    lines(
                            "POST /t/echo HTTP/1.1",
                            "Expect: 100-continue",
                            "Content-Length: 61",
                            "Content-Type: multipart/form-data; boundary=X",
                            "",
                            "--X",
                            "Content-Disposition: form-data; name=\"a\"",
                            "",
                            "1",
                            "--X--"));
    private static final List<String> PIECES =
            List.of(
                    "\r\n",
                    "\n",
                    "\0",
                    " ",
                    ":",
                    "%",
                    "%2",
                    "%ZZ",
                    "%00",
                    "&",
                    "=",
                    "?",
                    "#",
                    "/../",
                    "//",
                    ";",
                    "\t",
                    "HTTP/1.1",
                    "HTTP/2.0",
                    "HTTP/9",
                    "Content-Length: 1\r\n",
                    "Content-Length: -5\r\n",
                    "Content-Length: 99999999999999999999\r\n",
                    "Transfer-Encoding: chunked\r\n",
                    "Transfer-Encoding: x\r\n",
                    "ffffffff\r\n",
                    "Expect: 100-continue\r\n",
                    "Connection: close\r\n",
                    "\u00ff\u00fe",
                    "0\r\n\r\n",
                    "Content-Type: multipart/form-data\r\n",
                    "--X\r\n\r\n\r\n",
                    "filename=");

    private final long seed = Long.getLong("seed", 20_251_126L);
    private final Random random = new Random(seed);

    private final ListAppender<ILoggingEvent> complaints = new ListAppender<>();

    @BeforeEach
    void listen() {
        complaints.start();
        logger().addAppender(complaints);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(complaints);
    }

    @Test
    void brokenBytesHarmNobody() throws IOException {
        HttpLimits.Counts counts = HttpLimits.standard().counts();
        Duration brief = Duration.ofMillis(150);
        HttpLimits limits =
                new HttpLimits(
                        new Sizes(4 << 10, 64 << 10, 32L << 20, 32L << 20),
                        new Patience(brief, brief, brief, brief),
                        counts);
        try (RunningServer server = new RunningServer(limits)) {
            for (int i = 0; i < CONNECTIONS; i++) {
                byte[] bytes = bytes();
                Wire wire = server.wire();
                say(wire, bytes);
                if (i % 10 == 0) {
                    assertThat(wire.isEnded()).as(context(i, bytes)).isTrue();
                    assertThat(server.serves()).as(context(i, bytes)).isTrue();
                }
                wire.close();
            }
            assertThat(server.accesses).as("seed %d", seed).noneMatch(a -> a.status() == 500);
            assertThat(complaints.list).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void aCallIsDecodedOrRefused() {
        for (int i = 0; i < CALLS; i++) {
            String text = mutated(GOOD.get(random.nextInt(GOOD.size())));
            int split = random.nextInt(text.length() + 1);
            String type =
                    random.nextBoolean()
                            ? "application/x-www-form-urlencoded"
                            : "multipart/form-data; boundary=X";
            HttpCall call =
                    HttpCall.of(
                            "POST",
                            text.substring(0, split),
                            Map.of("Content-Type", type),
                            text.substring(split).getBytes(ISO_8859_1));
            assertThat(ParametersOrFault.of(call)).as("seed %d case %d", seed, i).isNotNull();
        }
    }

    /** In pieces of any size. */
    private void say(Wire wire, byte[] bytes) {
        try {
            int at = 0;
            while (at < bytes.length) {
                int end = Math.min(bytes.length, at + 1 + random.nextInt(bytes.length));
                wire.say(Arrays.copyOfRange(bytes, at, end));
                at = end;
            }
            if (random.nextBoolean()) {
                wire.shutOutput();
            }
        } catch (IOException _) {
            // it may close as soon as it has heard enough
        }
    }

    /** Everything a dialect could ask of a call; only faults may come out. */
    private record ParametersOrFault(String text) {
        static ParametersOrFault of(HttpCall call) {
            StringBuilder text = new StringBuilder(call.path()).append(call.complaint());
            try {
                for (String name : call.parameterNames()) {
                    text.append(call.parameters(name)).append(call.parameter(name));
                }
                text.append(call.file("a"));
            } catch (FaultException e) {
                text.append(e.fault().message());
            }
            return new ParametersOrFault(text.toString());
        }
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(DecoderFuzzTest.class.getPackageName());
    }

    private byte[] bytes() {
        if (random.nextInt(4) == 0) {
            byte[] noise = new byte[1 + random.nextInt(2000)];
            random.nextBytes(noise);
            return noise;
        }
        StringBuilder text = new StringBuilder();
        for (int requests = 1 + random.nextInt(3); requests > 0; requests--) {
            text.append(GOOD.get(random.nextInt(GOOD.size())));
        }
        return mutated(text.toString()).getBytes(ISO_8859_1);
    }

    private String mutated(String good) {
        StringBuilder text = new StringBuilder(good);
        for (int changes = random.nextInt(6); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.deleteCharAt(at).append('x');
                case 2 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 3 -> text.setLength(at + 1);
                default -> text.insert(at, text.substring(at / 2, at));
            }
        }
        return text.toString();
    }

    private String context(int connection, byte[] bytes) {
        return "seed " + seed + " connection " + connection + ": " + new String(bytes, ISO_8859_1);
    }
}
