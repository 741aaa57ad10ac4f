package dev.pharos.server.front.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pings of HTTP/2, and connections whose other end has gone without a word. */
final class KeepaliveTest {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int ACK = 1;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration PACE = Duration.ofMillis(100);

    private final ScriptedDialect dialect = new ScriptedDialect();
    private RunningEngine engine = RunningEngine.ready(limits(LONG), dialect);

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void pingsAtTheAllowedPaceAreAnsweredWithTheirOwnBytes() throws IOException {
        try (Socket socket = opened()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int n = 0; n < 6; n++) {
                ping(socket, n);
                assertThat(answered(in)).isEqualTo(n);
                await().pollDelay(PACE.plus(PACE)).until(() -> true);
            }
        }
    }

    @Test
    void aFloodOfPingsEndsTheConnectionAndNamesTheReason() throws IOException {
        try (Socket socket = opened()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int n = 0; n < 10; n++) {
                ping(socket, n);
            }
            assertThat(goodbye(in)).contains("too_many_pings");
        }
        RpcProbe other = engine.probe().setUp("{}");
        assertThat(other.ask("EchoRequest", "{}").type()).isEqualTo("EchoResponse");
    }

    @Test
    void aClientThatIsCutOffIsFoundOutThoughItsTransportNeverEnds() throws IOException {
        withLittlePatience();
        try (Relay relay = new Relay(engine.server.port());
                RpcProbe probe = RpcProbe.to(relay.port())) {
            probe.setUp("{}");
            assertThat(dialect.disconnected).isEmpty();
            relay.cut();
            await().atMost(RpcProbe.PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .until(() -> dialect.disconnected.size() == 1);
            assertThat(dialect.only().offer(new RecordedPush("a", "{}"))).isFalse();
            assertThat(probe.streamEnd()).as("it cannot have heard of it").isNotDone();
        }
    }

    @Test
    void pingsAreNoSignOfLifeOfAClientThatNeverSetsUp() throws IOException {
        withLittlePatience();
        try (Socket socket = opened()) {
            long from = System.nanoTime();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            assertThat(pingUntilItEnds(socket, in)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThan(SHORT);
        }
    }

    private static boolean pingUntilItEnds(Socket socket, DataInputStream in) {
        try {
            for (int n = 0; n < 100; n++) {
                ping(socket, n);
                if (answered(in) != n) {
                    return true;
                }
                await().pollDelay(PACE.plus(PACE)).until(() -> true);
            }
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private Socket opened() throws IOException {
        Socket socket = engine.socket();
        socket.getOutputStream().write(PREFACE);
        frame(socket, SETTINGS, new byte[0]);
        return socket;
    }

    private static void ping(Socket socket, long number) throws IOException {
        frame(socket, PING, ByteBuffer.allocate(8).putLong(number).array());
    }

    /** Length, type, no flags, stream 0, and what it carries. */
    private static void frame(Socket socket, int type, byte[] carried) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + carried.length);
        frame.put((byte) 0).putShort((short) carried.length).put((byte) type).put((byte) 0);
        frame.putInt(0).put(carried);
        OutputStream out = socket.getOutputStream();
        out.write(frame.array());
    }

    /** The number of the next ping that is answered; -1 when the server says goodbye before. */
    private static long answered(DataInputStream in) throws IOException {
        while (true) {
            Frame frame = Frame.read(in);
            if (frame.type == PING && frame.flags == ACK) {
                return ByteBuffer.wrap(frame.carried).getLong();
            }
            if (frame.type == GOAWAY) {
                return -1;
            }
        }
    }

    private static String goodbye(DataInputStream in) throws IOException {
        Frame frame = Frame.read(in);
        while (frame.type != GOAWAY) {
            frame = Frame.read(in);
        }
        return new String(frame.carried, US_ASCII);
    }

    private static final class Frame {
        private final int type;
        private final int flags;
        private final byte[] carried;

        private Frame(int type, int flags, byte[] carried) {
            this.type = type;
            this.flags = flags;
            this.carried = carried;
        }

        static Frame read(DataInputStream in) throws IOException {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            in.readInt();
            byte[] carried = new byte[length];
            in.readFully(carried);
            return new Frame(type, flags, carried);
        }
    }

    private void withLittlePatience() {
        engine.close();
        engine = RunningEngine.ready(limits(SHORT), dialect);
    }

    private static GrpcLimits limits(Duration silence) {
        GrpcLimits brief = RunningEngine.limits(silence, LONG);
        GrpcLimits.Intake intake = brief.intake();
        return new GrpcLimits(
                new GrpcLimits.Intake(
                        intake.messageMaxBytes(),
                        intake.callsMax(),
                        intake.resetsMax(),
                        intake.setupMaxBytes(),
                        PACE,
                        1 << 20,
                        Duration.ofSeconds(30)),
                brief.outbox(),
                brief.patience());
    }
}
