package dev.pharos.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pharos.bench.line.Wire;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What the machine can do at most: grpc-java that echoes, and Netty that answers 200 "ok". */
final class BareServers {
    private static final int BODY_MAX_BYTES = 1 << 20;

    private BareServers() {}

    static void start(EventLoopGroup loops, int port) throws IOException {
        var _ =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), port + 1000))
                        .directExecutor()
                        .bossEventLoopGroup(loops)
                        .workerEventLoopGroup(loops)
                        .channelType(NioServerSocketChannel.class)
                        .addService(
                                ServerServiceDefinition.builder("Request")
                                        .addMethod(Wire.UNARY, (call, _) -> new Echo(call))
                                        .build())
                        .addService(
                                ServerServiceDefinition.builder("BiRequestStream")
                                        .addMethod(Wire.STREAM, (call, _) -> new Sink(call))
                                        .build())
                        .build()
                        .start();
        var _ =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel it) {
                                        it.pipeline()
                                                .addLast(
                                                        new HttpServerCodec(),
                                                        new HttpObjectAggregator(BODY_MAX_BYTES),
                                                        new Ok());
                                    }
                                })
                        .bind("127.0.0.1", port)
                        .syncUninterruptibly();
    }

    private static final class Echo extends ServerCall.Listener<byte[]> {
        private final ServerCall<byte[], byte[]> call;
        private byte[] got = new byte[0];

        Echo(ServerCall<byte[], byte[]> call) {
            this.call = call;
            call.request(2);
        }

        @Override
        public void onMessage(byte[] message) {
            got = message;
        }

        @Override
        public void onHalfClose() {
            call.sendHeaders(new Metadata());
            call.sendMessage(got);
            call.close(Status.OK, new Metadata());
        }
    }

    private static final class Sink extends ServerCall.Listener<byte[]> {
        private final ServerCall<byte[], byte[]> call;

        Sink(ServerCall<byte[], byte[]> call) {
            this.call = call;
            call.request(1);
        }

        @Override
        public void onMessage(byte[] message) {
            call.request(1);
        }
    }

    private static final class Ok extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            FullHttpResponse answer =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.OK,
                            Unpooled.wrappedBuffer("ok".getBytes(US_ASCII)));
            answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 2);
            answer.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain");
            var _ = context.writeAndFlush(answer, context.voidPromise());
        }
    }
}
