package dev.pharos.server.front.listen;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Objects;

/** A bound address that accepts connections until it is closed. */
public final class Listener implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final Channel channel;

    private Listener(Channel channel) {
        this.channel = channel;
    }

    /**
     * Binds and accepts from now on. Blocks for a moment; never called on a loop.
     *
     * @param key the setting that names the port, for the message when it cannot be bound
     * @param greeting what each accepted connection is given
     * @throws IOException in one line why the address cannot be had, and which key to change
     */
    public static Listener bind(
            Loops loops, InetSocketAddress address, String key, ChannelInitializer<?> greeting)
            throws IOException {
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loops.group())
                        .channelFactory(loops.channels())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childHandler(greeting)
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw refused(address, key, Objects.requireNonNull(bound.cause()));
        }
        return new Listener(bound.channel());
    }

    /** One line for the operator; engines that bind by themselves say it in the same words. */
    public static IOException refused(InetSocketAddress address, String key, Throwable cause) {
        String text = String.valueOf(deepest(cause).getMessage()).toLowerCase(Locale.ROOT);
        int port = address.getPort();
        String line;
        if (text.contains("in use")) {
            line = "port " + port + " is taken by another program";
        } else if (text.contains("permission")) {
            line = "port " + port + " is not allowed to this user";
        } else if (text.contains("assign") || address.isUnresolved()) {
            return explained(
                    address.getHostString() + " is not an address of this machine", "", cause);
        } else {
            line = "port " + port + " cannot be bound: " + text;
        }
        return explained(line, " (key " + key + "; expected: a free port)", cause);
    }

    /** The port it listens on, also when the system chose it. */
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /**
     * Accepts no more, and the port is free again; accepted connections stay. Blocks for a moment;
     * never called on a loop.
     */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        awaitSelection(channel.eventLoop());
    }

    /**
     * Java lets go of a port when its loop selects the next time. What a loop schedules for itself
     * it does not run before that.
     */
    private static void awaitSelection(EventLoop loop) {
        if (loop.isShuttingDown()) {
            return;
        }
        Promise<Void> selected = loop.newPromise();
        loop.execute(
                () -> {
                    var _ = loop.schedule(() -> selected.trySuccess(null), 1, MILLISECONDS);
                });
        selected.awaitUninterruptibly(1, SECONDS);
    }

    private static Throwable deepest(Throwable cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }

    private static IOException explained(String line, String remedy, Throwable cause) {
        BindException refusal = new BindException(line + remedy);
        refusal.initCause(cause);
        return refusal;
    }
}
