package dev.pharos.server.front.listen;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The event loops that every engine of this node shares: one owner, few threads. */
public final class Loops implements AutoCloseable {
    private static final int THREADS_MIN = 2;
    private static final int THREADS_MAX = 4;

    private final EventLoopGroup group;

    /**
     * Starts nothing yet: a thread begins with its first connection.
     *
     * @param threads how many, at least one
     */
    public Loops(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "event loop threads: " + threads + " (expected: at least 1)");
        }
        this.group =
                new MultiThreadIoEventLoopGroup(
                        threads,
                        new DefaultThreadFactory("pharos-loop", true),
                        NioIoHandler.newFactory());
    }

    /** As many threads as this machine's cores, but at least two and at most four. */
    public static Loops standard() {
        int cores = Runtime.getRuntime().availableProcessors();
        return new Loops(Math.clamp(cores, THREADS_MIN, THREADS_MAX));
    }

    /** For engines: where connections are accepted and served. */
    public EventLoopGroup group() {
        return group;
    }

    /** For engines: the listening sockets that fit {@link #group}. */
    public ChannelFactory<? extends ServerChannel> channels() {
        return NioServerSocketChannel::new;
    }

    /** For engines: datagram sockets that fit {@link #group}. */
    public ChannelFactory<? extends DatagramChannel> datagrams() {
        return NioDatagramChannel::new;
    }

    /**
     * Runs what is queued and stops the threads; connections that are still open are cut. Engines
     * drain theirs before. Blocks.
     *
     * @param patience after it the threads are left to end by themselves
     */
    public void close(Duration patience) {
        group.shutdownGracefully(0, patience.toNanos(), TimeUnit.NANOSECONDS)
                .awaitUninterruptibly(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(5));
    }
}
