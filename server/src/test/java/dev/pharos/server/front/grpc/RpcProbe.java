package dev.pharos.server.front.grpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A bare client of this wire for tests: one transport, one stream, no cleverness of its own.
 *
 * <p>Thread: one test thread; what arrives is queued by the channel's threads.
 */
public final class RpcProbe implements AutoCloseable {
    /** Longer than anything here takes on a busy machine. */
    public static final long PATIENCE_SECONDS = 20;

    private static final int WINDOW_BYTES = 65_535;
    private static final MethodDescriptor<byte[], Payload> REQUEST =
            method(MethodType.UNARY, "Request/request");
    private static final MethodDescriptor<byte[], Payload> STREAM =
            method(MethodType.BIDI_STREAMING, "BiRequestStream/requestBiStream");

    private final ManagedChannel channel;
    private final BlockingQueue<Payload> received = new LinkedBlockingQueue<>();
    private CompletableFuture<Status> streamEnd = new CompletableFuture<>();
    private @Nullable ClientCall<byte[], Payload> stream;
    private volatile boolean reading = true;

    private RpcProbe(ManagedChannel channel) {
        this.channel = channel;
    }

    /** A client of a server on this machine; connects with its first call. */
    public static RpcProbe to(int port) {
        return new RpcProbe(
                NettyChannelBuilder.forAddress("127.0.0.1", port)
                        .usePlaintext()
                        .flowControlWindow(WINDOW_BYTES)
                        .maxInboundMessageSize(64 << 20)
                        .build());
    }

    /** A payload with this JSON and nothing else. */
    public static Payload payload(String type, String json) {
        return Payload.of(type, json.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes of a payload on the wire. */
    public static byte[] bytes(Payload payload) {
        try (InputStream stream = new PayloadMarshaller().stream(payload)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JSON of a payload as text. */
    public static String json(Payload payload) {
        return new String(payload.json(), StandardCharsets.UTF_8);
    }

    /** Asks and waits for the answer. */
    public Payload ask(String type, String json) {
        return await(askLater(bytes(payload(type, json))));
    }

    /** Asks with any bytes; a status other than OK is the future's failure. */
    public CompletableFuture<Payload> askLater(byte[] bytes) {
        return ask(bytes, 2);
    }

    /** Asks, and leaves the answer on the transport; only a refusal ends the future. */
    public CompletableFuture<Payload> askWithoutReading(byte[] bytes) {
        return ask(bytes, 0);
    }

    private CompletableFuture<Payload> ask(byte[] bytes, int wanted) {
        ClientCall<byte[], Payload> call = channel.newCall(REQUEST, CallOptions.DEFAULT);
        CompletableFuture<Payload> answer = new CompletableFuture<>();
        call.start(
                new ClientCall.Listener<>() {
                    private @Nullable Payload last;

                    @Override
                    public void onMessage(Payload message) {
                        last = message;
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (status.isOk() && last != null) {
                            answer.complete(last);
                        } else {
                            answer.completeExceptionally(status.asRuntimeException());
                        }
                    }
                },
                new Metadata());
        if (wanted > 0) {
            call.request(wanted);
        }
        call.sendMessage(bytes);
        call.halfClose();
        return answer;
    }

    /** Opens the stream; a second one takes the place of the first in this probe. */
    public RpcProbe openStream() {
        ClientCall<byte[], Payload> opened = channel.newCall(STREAM, CallOptions.DEFAULT);
        CompletableFuture<Status> end = new CompletableFuture<>();
        streamEnd = end;
        opened.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(Payload message) {
                        received.add(message);
                        if (reading) {
                            opened.request(1);
                        }
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(status);
                    }
                },
                new Metadata());
        opened.request(1);
        stream = opened;
        return this;
    }

    /** Opens the stream, sets up with this body, and waits until the server knows it. */
    public RpcProbe setUp(String json) {
        return setUp(json, "");
    }

    /** As {@link #setUp(String)}, with the address that the client gives itself. */
    public RpcProbe setUp(String json, String ip) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        openStream().sendBytes(bytes(new Payload("ConnectionSetupRequest", Map.of(), ip, body)));
        Awaitility.await()
                .until(() -> ask("HealthCheckRequest", "{}").type().equals("HealthCheckResponse"));
        return this;
    }

    /** Sends a message on the stream. */
    public void send(String type, String json) {
        sendBytes(bytes(payload(type, json)));
    }

    /** Sends any bytes as a message on the stream. */
    public void sendBytes(byte[] bytes) {
        stream().sendMessage(bytes);
    }

    /** Answers a push. */
    public void acknowledge(Payload push) {
        send(
                push.type().replace("Request", "Response"),
                "{\"resultCode\":200,\"errorCode\":0,\"requestId\":\"" + requestId(push) + "\"}");
    }

    /** The id that a push carries in front. */
    public static String requestId(Payload push) {
        String json = json(push);
        String mark = "\"requestId\":\"";
        int from = json.indexOf(mark) + mark.length();
        return json.substring(from, json.indexOf('"', from));
    }

    /** Says that nothing more comes on the stream. */
    public void halfClose() {
        stream().halfClose();
    }

    /** Resets the stream, as a client that lost interest does. */
    public void cancelStream() {
        stream().cancel("the test wants it so", null);
    }

    /** Takes no further message off the stream after the next one. */
    public void stopReading() {
        reading = false;
    }

    /** Takes messages off the stream again. */
    public void resumeReading() {
        reading = true;
        stream().request(1);
    }

    /** The next message of the stream. */
    public Payload next() {
        try {
            Payload next = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing arrived on the stream");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What has arrived on the stream and was not taken. */
    public BlockingQueue<Payload> received() {
        return received;
    }

    /** How the stream ended, when it has. */
    public CompletableFuture<Status> streamEnd() {
        return streamEnd;
    }

    /** Waits for a future of this probe. */
    public static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Closes the transport. */
    @Override
    public void close() {
        channel.shutdownNow();
    }

    private ClientCall<byte[], Payload> stream() {
        ClientCall<byte[], Payload> opened = stream;
        if (opened == null) {
            throw new IllegalStateException("open the stream first");
        }
        return opened;
    }

    private static MethodDescriptor<byte[], Payload> method(MethodType type, String name) {
        return MethodDescriptor.<byte[], Payload>newBuilder()
                .setType(type)
                .setFullMethodName(name)
                .setRequestMarshaller(new RawMarshaller())
                .setResponseMarshaller(new PayloadMarshaller())
                .build();
    }

    private static final class RawMarshaller implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
