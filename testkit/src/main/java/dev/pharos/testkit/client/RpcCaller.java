package dev.pharos.testkit.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A bare gRPC client of one transport, which speaks JSON as text and acknowledges what it is pushed
 * unless it is told not to.
 *
 * <p>Thread: any.
 */
public final class RpcCaller implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;
    private static final Pattern REQUEST_ID = Pattern.compile("\"requestId\":\"([^\"]*)\"");
    private static final Pattern PUSHED_TYPE = Pattern.compile("[A-Za-z]+Request");
    private static final MethodDescriptor<byte[], byte[]> REQUEST =
            method(MethodType.UNARY, "Request/request");
    private static final MethodDescriptor<byte[], byte[]> STREAM =
            method(MethodType.BIDI_STREAMING, "BiRequestStream/requestBiStream");

    private final ManagedChannel channel;
    private final String ip;
    private final ClientCall<byte[], byte[]> stream;
    private final List<String> pushed = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private volatile boolean acknowledges = true;

    private RpcCaller(int port, String ip) {
        this.ip = ip;
        this.channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port)
                        .usePlaintext()
                        .disableRetry()
                        .build();
        this.stream = channel.newCall(STREAM, CallOptions.DEFAULT);
    }

    /**
     * A client that the server knows.
     *
     * @param port of gRPC
     * @param ip what the client says its address is
     */
    public static RpcCaller open(int port, String ip) {
        RpcCaller caller = new RpcCaller(port, ip);
        caller.startStream();
        caller.send("ConnectionSetupRequest", "{\"clientVersion\":\"Nacos-Java-Client:v2.5.1\"}");
        Awaitility.await("set up")
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .until(() -> caller.ask("HealthCheckRequest", "{}").contains("HealthCheckResp"));
        return caller;
    }

    /** Asks and waits for the answer: its type and JSON, as text. */
    public String ask(String type, String json) {
        return askLater(type, json).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Asks; fails with the gRPC status when that is not OK. */
    public CompletableFuture<String> askLater(String type, String json) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call = channel.newCall(REQUEST, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    private String text = "";

                    @Override
                    public void onMessage(byte[] message) {
                        text = new String(message, UTF_8);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (status.isOk()) {
                            answer.complete(text);
                        } else {
                            answer.completeExceptionally(status.asRuntimeException());
                        }
                    }
                },
                new Metadata());
        call.request(2);
        call.sendMessage(payload(type, json));
        call.halfClose();
        return answer;
    }

    /** What it has been pushed so far, in order: types and JSON, as text. */
    public List<String> pushed() {
        return pushed;
    }

    /** Whether it acknowledges from now on what it is pushed. */
    public void acknowledges(boolean wanted) {
        acknowledges = wanted;
    }

    /** The status with which its stream ends, when it does. */
    public CompletableFuture<String> end() {
        return end;
    }

    /** Closes the transport. */
    @Override
    public void close() {
        channel.shutdownNow();
    }

    private void startStream() {
        stream.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(byte[] message) {
                        stream.request(1);
                        take(new String(message, UTF_8));
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(status.toString());
                    }
                },
                new Metadata());
        stream.request(1);
    }

    private void take(String text) {
        pushed.add(text);
        Matcher type = PUSHED_TYPE.matcher(text);
        Matcher id = REQUEST_ID.matcher(text);
        if (acknowledges && type.find() && id.find()) {
            send(
                    type.group().replace("Request", "Response"),
                    "{\"resultCode\":200,\"requestId\":\"" + id.group(1) + "\"}");
        }
    }

    private void send(String type, String json) {
        stream.sendMessage(payload(type, json));
    }

    /** Message {@code Payload} of Nacos 2.x: metadata (type, address), and a body. */
    private byte[] payload(String type, String json) {
        ByteArrayOutputStream metadata = new ByteArrayOutputStream();
        field(metadata, 3, type.getBytes(UTF_8));
        field(metadata, 8, ip.getBytes(UTF_8));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        field(body, 2, json.getBytes(UTF_8));
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        field(whole, 2, metadata.toByteArray());
        field(whole, 3, body.toByteArray());
        return whole.toByteArray();
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] value) {
        out.write(number << 3 | 2);
        int left = value.length;
        while (left > 0x7f) {
            out.write((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.write(left);
        out.writeBytes(value);
    }

    private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
        Bytes bytes = new Bytes();
        return MethodDescriptor.newBuilder(bytes, bytes)
                .setType(type)
                .setFullMethodName(name)
                .build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream in) {
            try {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
