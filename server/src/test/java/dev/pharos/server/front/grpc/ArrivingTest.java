package dev.pharos.server.front.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that begin large messages and do not finish them leave room for the others. */
final class ArrivingTest {
    private static final int SETUP_MAX = 64 << 10;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final byte[] SETUP =
            RpcProbe.bytes(RpcProbe.payload("ConnectionSetupRequest", "{}"));

    private final ScriptedDialect dialect = new ScriptedDialect();
    private final List<HalfMessage> halves = new ArrayList<>();
    private RunningEngine engine = engine(LONG);

    @AfterEach
    void stop() throws IOException {
        for (HalfMessage half : halves) {
            half.close();
        }
        engine.close();
    }

    @Test
    void beforeTheSetUpALargeMessageIsRefused() throws IOException {
        HalfMessage half = half().open(HalfMessage.UNARY, 10 << 20).send(SETUP_MAX + 1);
        assertThat(half.end()).isEqualTo(Status.Code.INVALID_ARGUMENT.value());
        assertThat(half.sent()).isLessThan(1 << 20);
        unharmed();
    }

    @Test
    void severalSmallOnesBeforeTheSetUpAreRefusedTogether() throws IOException {
        HalfMessage half = half();
        half.open(HalfMessage.UNARY, 1 << 20).send(SETUP_MAX);
        half.open(HalfMessage.UNARY, 1 << 20).send(1000);
        assertThat(half.end()).isEqualTo(Status.Code.INVALID_ARGUMENT.value());
    }

    @Test
    void beyondWhatMayArriveTheNextIsRefusedAndAfterItsEndThereIsRoomAgain() throws IOException {
        HalfMessage first = setUp().open(HalfMessage.UNARY, 1 << 20).send(900 << 10);
        HalfMessage second = setUp().open(HalfMessage.UNARY, 1 << 20).send(200 << 10);
        assertThat(second.end()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED.value());
        unharmed();

        first.close();
        await().until(
                        () -> {
                            RpcProbe probe = engine.probe().setUp("{}");
                            return probe.askLater(
                                            RpcProbe.bytes(
                                                    Payload.of("EchoRequest", new byte[900 << 10])))
                                    .handle((_, failure) -> failure == null)
                                    .get();
                        });
    }

    @Test
    void aMessageHasItsTime() throws IOException {
        engine.close();
        engine = engine(Duration.ofMillis(300));
        HalfMessage half = setUp().open(HalfMessage.UNARY, 1 << 20).send(10);
        assertThat(half.end()).isEqualTo(Status.Code.DEADLINE_EXCEEDED.value());
        HalfMessage stream = setUp().open(HalfMessage.STREAM, 1 << 20).send(10);
        assertThat(stream.end()).isEqualTo(Status.Code.DEADLINE_EXCEEDED.value());
        unharmed();
    }

    private void unharmed() {
        RpcProbe probe = engine.probe().setUp("{}");
        assertThat(RpcProbe.json(probe.ask("EchoRequest", "{\"a\":1}"))).isEqualTo("{\"a\":1}");
    }

    private HalfMessage setUp() throws IOException {
        HalfMessage half = half().open(HalfMessage.STREAM, SETUP.length).send(SETUP);
        int connected = halves.size();
        await().until(() -> dialect.connected.size() >= connected);
        return half;
    }

    private HalfMessage half() throws IOException {
        HalfMessage half = new HalfMessage(engine.socket());
        halves.add(half);
        return half;
    }

    private RunningEngine engine(Duration wholeWithin) {
        GrpcLimits.Intake intake = GrpcLimits.standard().intake();
        return RunningEngine.ready(
                new GrpcLimits(
                        new GrpcLimits.Intake(
                                intake.messageMaxBytes(),
                                intake.callsMax(),
                                intake.resetsMax(),
                                SETUP_MAX,
                                intake.pingEveryMin(),
                                1 << 20,
                                wholeWithin),
                        GrpcLimits.standard().outbox(),
                        RunningEngine.limits(LONG, LONG).patience()),
                dialect);
    }

    /**
     * A client that speaks HTTP/2 by hand, because no gRPC client sends a part of a message and
     * stops.
     *
     * <p>Thread: one test thread.
     */
    private static final class HalfMessage implements AutoCloseable {
        static final String UNARY = "/Request/request";
        static final String STREAM = "/BiRequestStream/requestBiStream";

        private static final int DATA = 0;
        private static final int HEADERS = 1;
        private static final int RESET = 3;
        private static final int SETTINGS = 4;
        private static final int WINDOW = 8;
        private static final int ACKNOWLEDGED = 1;
        private static final int END_OF_HEADERS = 4;
        private static final int FRAME_MAX = 16_000;

        private final Socket socket;
        private final DataOutputStream out;
        private final DataInputStream in;
        private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
        private int stream = -1;
        private long window = 65_535;
        private int sent;
        private int end = -1;

        HalfMessage(Socket socket) throws IOException {
            this.socket = socket;
            this.out = new DataOutputStream(socket.getOutputStream());
            this.in = new DataInputStream(socket.getInputStream());
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            frame(SETTINGS, 0, 0, new byte[0]);
        }

        /** Opens the next stream, and says how long its message will be. */
        HalfMessage open(String path, int length) throws IOException {
            stream += 2;
            ByteArrayOutputStream headers = new ByteArrayOutputStream();
            header(headers, ":method", "POST");
            header(headers, ":scheme", "http");
            header(headers, ":path", path);
            header(headers, ":authority", "x");
            header(headers, "content-type", "application/grpc");
            header(headers, "te", "trailers");
            frame(HEADERS, END_OF_HEADERS, stream, headers.toByteArray());
            byte[] prefix = {
                0,
                (byte) (length >>> 24),
                (byte) (length >>> 16),
                (byte) (length >>> 8),
                (byte) length
            };
            return sendBytes(prefix);
        }

        /** Sends so much of the message as it is, or less when the server ends the call before. */
        HalfMessage send(int bytes) throws IOException {
            return sendBytes(new byte[bytes]);
        }

        HalfMessage send(byte[] bytes) throws IOException {
            return sendBytes(bytes);
        }

        /** The status with which the server ends a call. */
        int end() throws IOException {
            while (end < 0) {
                read();
            }
            return end;
        }

        int sent() {
            return sent;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        private HalfMessage sendBytes(byte[] bytes) throws IOException {
            int at = 0;
            while (at < bytes.length && end < 0) {
                while (window < FRAME_MAX && end < 0) {
                    read();
                }
                int piece = Math.min(FRAME_MAX, bytes.length - at);
                byte[] part = Arrays.copyOfRange(bytes, at, at + piece);
                frame(DATA, 0, stream, part);
                window -= piece;
                at += piece;
            }
            sent += at;
            return this;
        }

        private void read() throws IOException {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int of = in.readInt();
            byte[] payload = in.readNBytes(length);
            if (type == SETTINGS && flags != ACKNOWLEDGED) {
                frame(SETTINGS, ACKNOWLEDGED, 0, new byte[0]);
            } else if (type == WINDOW && of == 0) {
                window += Unpooled.wrappedBuffer(payload).readInt();
            } else if (type == HEADERS) {
                status(of, payload);
            } else if (type == RESET && end < 0) {
                throw new IOException("reset without a status");
            }
        }

        private void status(int of, byte[] payload) throws IOException {
            try {
                Http2Headers headers = decoder.decodeHeaders(of, Unpooled.wrappedBuffer(payload));
                CharSequence status = headers.get("grpc-status");
                if (status != null) {
                    end = Integer.parseInt(status.toString());
                }
            } catch (Http2Exception e) {
                throw new IOException(e);
            }
        }

        private static void header(ByteArrayOutputStream into, String name, String value) {
            into.write(0);
            into.write(name.length());
            into.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
            into.write(value.length());
            into.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
        }

        private void frame(int type, int flags, int of, byte[] payload) throws IOException {
            int length = payload.length;
            out.writeByte(length >>> 16);
            out.writeShort(length);
            out.writeByte(type);
            out.writeByte(flags);
            out.writeInt(of);
            out.write(payload);
            out.flush();
        }
    }
}
