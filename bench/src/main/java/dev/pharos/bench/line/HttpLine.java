package dev.pharos.bench.line;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.util.concurrent.atomic.AtomicReference;

/** A connection that is kept, with one request in flight; requests are sent as their bytes. */
public final class HttpLine implements Line {
    private static final int ANSWER_MAX_BYTES = 16 << 20;

    private final AtomicReference<Reply> waiting = new AtomicReference<>((_, _) -> {});
    private final Channel channel;

    public HttpLine(EventLoopGroup loops, int port) {
        channel =
                new Bootstrap()
                        .group(loops)
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .handler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel it) {
                                        it.pipeline()
                                                .addLast(
                                                        new HttpResponseDecoder(),
                                                        new HttpObjectAggregator(ANSWER_MAX_BYTES),
                                                        new Answers());
                                    }
                                })
                        .connect("127.0.0.1", port)
                        .syncUninterruptibly()
                        .channel();
    }

    @Override
    public void send(byte[] request, Reply reply) {
        waiting.set(reply);
        var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(request), channel.voidPromise());
    }

    @Override
    public void close() {
        var _ = channel.close();
    }

    private final class Answers extends SimpleChannelInboundHandler<FullHttpResponse> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse answer) {
            waiting.getAndSet((_, _) -> {})
                    .arrived(answer.status().code(), ByteBufUtil.getBytes(answer.content()));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            waiting.getAndSet((_, _) -> {}).arrived(0, "connection closed".getBytes(UTF_8));
        }
    }
}
