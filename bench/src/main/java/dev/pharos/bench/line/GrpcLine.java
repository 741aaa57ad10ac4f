package dev.pharos.bench.line;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A connection as a 2.x client opens it; pushes are acknowledged at once. */
public final class GrpcLine implements Line {
    /** No data is pushed, and no registration lasts, before the server has taken the set-up in. */
    private static final long SETTLE_MILLIS = 150;

    private final ManagedChannel channel;
    private final ClientCall<byte[], byte[]> stream;

    private GrpcLine(EventLoopGroup loops, int port) {
        channel =
                NettyChannelBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .eventLoopGroup(loops)
                        .channelType(NioSocketChannel.class)
                        .directExecutor()
                        .usePlaintext()
                        .disableRetry()
                        .build();
        stream = channel.newCall(Wire.STREAM, CallOptions.DEFAULT);
    }

    /** Blocks until the server can be asked; throws when it cannot. */
    public static GrpcLine open(EventLoopGroup loops, int port, Consumer<byte[]> pushes)
            throws Exception {
        GrpcLine line = new GrpcLine(loops, port);
        try {
            line.ask(Requests.serverCheck());
            CompletableFuture<Boolean> acknowledged = new CompletableFuture<>();
            line.startStream(pushes, acknowledged);
            acknowledged.completeOnTimeout(false, SETTLE_MILLIS, TimeUnit.MILLISECONDS).get();
            return line;
        } catch (Exception e) {
            line.close();
            throw e;
        }
    }

    private void startStream(Consumer<byte[]> pushes, CompletableFuture<Boolean> acknowledged) {
        stream.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(byte[] message) {
                        stream.request(1);
                        if (Wire.contains(message, "SetupAckRequest")) {
                            acknowledged.complete(true);
                        } else if (Wire.contains(message, "NotifySubscriberRequest")) {
                            String id = Wire.quotedAfter(message, "\"requestId\":\"");
                            stream.sendMessage(Requests.pushAnswer(id));
                        }
                        pushes.accept(message);
                    }
                },
                new Metadata());
        stream.request(2);
        stream.sendMessage(Requests.setup());
    }

    @Override
    public void send(byte[] request, Reply reply) {
        ClientCall<byte[], byte[]> call = channel.newCall(Wire.UNARY, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    private byte[] got = new byte[0];

                    @Override
                    public void onMessage(byte[] message) {
                        got = message;
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (status.isOk()) {
                            reply.arrived(200, got);
                        } else {
                            reply.arrived(0, status.toString().getBytes(UTF_8));
                        }
                    }
                },
                new Metadata());
        call.sendMessage(request);
        call.halfClose();
        call.request(2);
    }

    public byte[] ask(byte[] request) throws Exception {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        send(
                request,
                (status, body) -> {
                    if (status == 200) {
                        answer.complete(body);
                    } else {
                        answer.completeExceptionally(
                                new IllegalStateException(new String(body, UTF_8)));
                    }
                });
        return answer.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
