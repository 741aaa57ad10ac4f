package dev.pharos.server.front.grpc;

import dev.pharos.server.front.grpc.Complaints.Reason;
import io.grpc.ServerCall;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One client's HTTP/2 transport, from its first byte to its last: what lives on it (ephemeral
 * instances, subscriptions) lives exactly as long.
 *
 * <p>Thread: the public methods may be called from any thread and never block; all state but two
 * flags belongs to the connection's event loop.
 */
public final class Connection {
    private enum Phase {
        OPENED,
        SET_UP,
        GONE
    }

    private final String id;
    private final InetSocketAddress remote;
    private final Channel channel;
    private final GrpcServer.Parts parts;
    private final Outbox outbox;
    private final Arriving arriving;
    private volatile Phase phase = Phase.OPENED;
    private volatile Setup setup = Setup.NONE;
    private long heardAtNanos = System.nanoTime();

    Connection(String id, InetSocketAddress remote, Channel channel, GrpcServer.Parts parts) {
        this.id = id;
        this.remote = remote;
        this.channel = channel;
        this.parts = parts;
        this.outbox = new Outbox(this, parts.limits());
        this.arriving = new Arriving(this, parts.arriving(), parts.limits().intake());
    }

    /** {@code <epochMillis>_<ip>_<port>}; unique among those that live; opaque to clients. */
    public String id() {
        return id;
    }

    /** Where the bytes come from, which behind a proxy is not the client. */
    public InetSocketAddress remote() {
        return remote;
    }

    /** The address that the client gave in its set-up; gray rules match against this one. */
    public String clientIp() {
        return setup.clientIp();
    }

    /** E.g. {@code Nacos-Java-Client:v2.5.1}; empty when the client did not say. */
    public String clientVersion() {
        return setup.clientVersion();
    }

    /** The namespace of the set-up as sent; requests name their own. */
    public String namespace() {
        return setup.namespace();
    }

    /** E.g. {@code source}, {@code module}, {@code AppName}, {@code app_*}. */
    public Map<String, String> labels() {
        return setup.labels();
    }

    /** What the client can do; empty when it does not negotiate (2.0 to 2.2, Go, C#, Rust). */
    public Optional<Map<String, Boolean>> abilities() {
        return setup.abilities();
    }

    /**
     * Takes a push into the outbox.
     *
     * @return false: the connection is gone for good, nothing will be sent
     */
    public boolean offer(Push push) {
        return phase != Phase.GONE && outbox.offer(push);
    }

    /** Whether it has ended, for good. */
    public boolean isGone() {
        return phase == Phase.GONE;
    }

    /**
     * Asks the client to go elsewhere; it closes this connection itself when it has.
     *
     * @param serverIp where to; empty leaves the choice to the client, which also chooses itself
     *     when its own list does not hold that address
     */
    public void reset(String serverIp, int serverPort) {
        offer(new EnginePush(Messages.reset(serverIp, serverPort)));
    }

    /** Ends the connection, with this reason in the log. */
    public void close(String reason) {
        onLoop(() -> giveUp(reason));
    }

    @Override
    public String toString() {
        return id;
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    Outbox outbox() {
        return outbox;
    }

    Arriving arriving() {
        return arriving;
    }

    GrpcServer.Parts parts() {
        return parts;
    }

    boolean isSetUp() {
        return phase == Phase.SET_UP;
    }

    void opened() {
        heard();
        after(parts.limits().patience().silence(), this::checkSilence);
    }

    /** The client lives: it asked for something, or answered. */
    void heard() {
        heardAtNanos = System.nanoTime();
    }

    /** A valid set-up; the connection is registered before the client's next request is read. */
    void setUp(Setup said, ServerCall<Payload, Payload> stream) {
        if (phase == Phase.GONE) {
            return;
        }
        boolean first = phase == Phase.OPENED;
        setup = said;
        phase = Phase.SET_UP;
        if (first && !parts.tellDialect(this, dialect -> dialect.connected(this))) {
            giveUp("it could not be registered");
            return;
        }
        outbox.attach(stream, said.abilities().isPresent());
    }

    /** The transport has ended, whoever ended it. */
    void ended() {
        Phase before = phase;
        if (before == Phase.GONE) {
            return;
        }
        phase = Phase.GONE;
        outbox.forget();
        arriving.forget();
        if (before == Phase.SET_UP) {
            parts.tellDialect(this, dialect -> dialect.disconnected(this));
        }
    }

    /** Unregisters, then closes the transport. */
    void giveUp(String reason) {
        if (phase == Phase.GONE) {
            return;
        }
        parts.complaints().say(Reason.GIVEN_UP, this, reason);
        outbox.end(reason);
        ended();
        // Behind what the loop has yet to write, so that the last word gets out.
        onLoop(this::cut);
    }

    /** Past grpc's handler, whose own close waits for streams that never end. */
    private void cut() {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        var _ = first == null ? channel.close() : first.close();
    }

    void onLoop(Runnable task) {
        try {
            loop().execute(task);
        } catch (RejectedExecutionException _) {
            // The loop has ended, and with it every transport.
        }
    }

    void after(Duration delay, Runnable task) {
        var _ = timer(delay, task);
    }

    Future<?> timer(Duration delay, Runnable task) {
        return loop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void checkSilence() {
        if (phase == Phase.GONE) {
            return;
        }
        Duration allowed = parts.limits().patience().silence();
        Duration silent = Duration.ofNanos(System.nanoTime() - heardAtNanos);
        if (silent.compareTo(allowed) < 0) {
            after(allowed.minus(silent), this::checkSilence);
        } else if (phase == Phase.OPENED) {
            giveUp("no set-up and no request for " + silent.toMillis() + " ms");
        } else {
            long askedAtNanos = System.nanoTime();
            outbox.offer(new EnginePush(Messages.DETECTION));
            after(parts.limits().patience().detection(), () -> checkDetection(askedAtNanos));
        }
    }

    private void checkDetection(long askedAtNanos) {
        if (heardAtNanos - askedAtNanos >= 0) {
            checkSilence();
        } else if (phase != Phase.GONE) {
            Duration silent = Duration.ofNanos(System.nanoTime() - heardAtNanos);
            giveUp("silent for " + silent.toMillis() + " ms and no answer to a detection");
        }
    }

    /** Pushes of the engine itself: what comes back matters only as a sign of life. */
    private record EnginePush(Payload message) implements Push {
        @Override
        public String key() {
            return message.type();
        }

        @Override
        public Payload payload(String requestId) {
            return Payload.push(message.type(), requestId, message.json());
        }

        @Override
        public void acknowledged() {}

        @Override
        public void missing() {}
    }
}
