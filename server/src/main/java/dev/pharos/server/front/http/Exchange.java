package dev.pharos.server.front.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** One connection: bytes to request, size limit. */
final class Exchange extends ChannelInboundHandlerAdapter {

    /** What all connections share. */
    record Parts(HttpLimits limits, Router router, Accesses accesses) {}

    private final Parts parts;

    Exchange(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (parts.limits().counts().connectionsMax() >= 0) {
            var _ = context.close();
        }
    }
}
