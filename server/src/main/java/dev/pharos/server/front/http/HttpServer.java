package dev.pharos.server.front.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.pharos.server.front.listen.Listener;
import dev.pharos.server.front.listen.Loops;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Listens for HTTP/1.1 callers and answers them through a {@link Router}. */
public final class HttpServer implements AutoCloseable {
    private static final long LOOK_MIN_MILLIS = 10;
    private static final long LOOK_MAX_MILLIS = 1000;
    private static final long FLUSH_NANOS = SECONDS.toNanos(5);

    private final Loops loops;
    private final HttpLimits limits;
    private final Exchange.Parts parts;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("pharos-http-", 0).factory());
    private volatile @Nullable Listener listener;
    private volatile @Nullable Future<?> clock;
    private long flushedAtNanos = System.nanoTime();

    /**
     * A server that does not listen yet.
     *
     * @param loops stay their owner's: they are not shut down with this server
     */
    public HttpServer(
            Loops loops, HttpLimits limits, Router router, Origins origins, Accesses accesses) {
        this.loops = loops;
        this.limits = limits;
        this.parts =
                new Exchange.Parts(
                        limits,
                        new Service(router, origins, limits.counts(), threads),
                        accesses,
                        ConcurrentHashMap.newKeySet(),
                        new AtomicLong(),
                        new AtomicLong(),
                        new AtomicBoolean());
    }

    /**
     * Listens from now on. Called once.
     *
     * @param key the setting that names the port, for the message when it is taken
     * @return the port, also when the system chose it
     */
    public int start(InetSocketAddress address, String key) throws IOException {
        Listener bound = Listener.bind(loops, address, key, new Greeting());
        listener = bound;
        long look = lookMillis();
        clock = loops.group().scheduleAtFixedRate(this::look, look, look, MILLISECONDS);
        return bound.port();
    }

    /** How many long polls wait. */
    public int parked() {
        return parts.service().parked();
    }

    /**
     * Accepts no more, lets calls in work be answered, and closes what is left after the patience.
     * Blocks; never called on a loop.
     */
    public void drain(Duration patience) {
        Listener bound = listener;
        if (bound != null) {
            bound.close();
        }
        parts.draining().set(true);
        parts.open().forEach(exchange -> exchange.onLoop(Exchange::drain));
        awaitClosed(patience);
        parts.open().forEach(Exchange::close);
        awaitClosed(Duration.ofSeconds(1));
        Future<?> ticking = clock;
        if (ticking != null) {
            ticking.cancel(false);
        }
        threads.shutdownNow();
    }

    /** {@link #drain} without patience. */
    @Override
    public void close() {
        drain(Duration.ZERO);
    }

    /** How many connections are open. */
    public int connections() {
        return parts.open().size();
    }

    private void look() {
        long now = System.nanoTime();
        if (now - flushedAtNanos > FLUSH_NANOS) {
            flushedAtNanos = now;
            parts.service().flush();
        }
        for (Exchange exchange : parts.open()) {
            if (exchange.isOverdue(now)) {
                exchange.onLoop(Exchange::expire);
            }
        }
    }

    private void awaitClosed(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        while (!parts.open().isEmpty() && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(MILLISECONDS.toNanos(LOOK_MIN_MILLIS));
        }
    }

    private long lookMillis() {
        HttpLimits.Patience patience = limits.patience();
        return Stream.of(patience.idle(), patience.request(), patience.write(), patience.linger())
                .mapToLong(Duration::toMillis)
                .map(millis -> Math.clamp(millis / 4, LOOK_MIN_MILLIS, LOOK_MAX_MILLIS))
                .min()
                .orElse(LOOK_MAX_MILLIS);
    }

    private final class Greeting extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            Exchange.open(parts, channel);
        }
    }
}
