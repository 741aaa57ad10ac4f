package dev.pharos.server.front.grpc;

import dev.pharos.server.front.grpc.Complaints.Reason;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one connection that have begun to come and are not whole: their bytes lie in
 * memory that all share, so there is a bound on them, over all connections, and on how long they
 * may take.
 *
 * <p>Thread: the connection's event loop, but for the sum over all.
 */
final class Arriving {
    private final Connection connection;
    private final AtomicLong ofAll;
    private final GrpcLimits.Intake limits;

    /** Since when each stream's message is coming, the longest first. Unit: nanoseconds. */
    private final SequencedMap<Inbound, Long> begun = new LinkedHashMap<>();

    private long bytes;
    private boolean looking;

    Arriving(Connection connection, AtomicLong ofAll, GrpcLimits.Intake limits) {
        this.connection = connection;
        this.ofAll = ofAll;
        this.limits = limits;
    }

    /** The connection has ended, and with it all its streams. */
    void forget() {
        ofAll.addAndGet(-bytes);
        bytes = 0;
        begun.clear();
    }

    private void more(Inbound stream, long piece) {
        if (connection.isGone()) {
            return;
        }
        bytes += piece;
        long all = ofAll.addAndGet(piece);
        stream.bytes += piece;
        begun.putIfAbsent(stream, System.nanoTime());
        look();
        // What a set-up may take goes on in any case, lest a few clients keep all others out.
        if (bytes <= limits.setupMaxBytes()) {
            return;
        }
        if (!connection.isSetUp()) {
            String what = "a message before the set-up is larger than " + limits.setupMaxBytes();
            refuse(stream, Reason.BROKEN_SETUP, Status.INVALID_ARGUMENT, what + " bytes");
        } else if (all > limits.arrivingMaxBytes()) {
            String what = all + " bytes of messages are on their way in, expected at most ";
            refuse(
                    stream,
                    Reason.ARRIVING_FULL,
                    Status.RESOURCE_EXHAUSTED,
                    what + limits.arrivingMaxBytes() + "; try again in a moment");
        }
    }

    private void done(Inbound stream) {
        if (begun.remove(stream) != null) {
            ofAll.addAndGet(-stream.bytes);
            bytes -= stream.bytes;
        }
        stream.bytes = 0;
    }

    /** Not at once: grpc is in the middle of the message. */
    private void refuse(Inbound stream, Reason reason, Status status, String what) {
        connection.onLoop(
                () -> {
                    if (begun.containsKey(stream)) {
                        done(stream);
                        connection.parts().complaints().say(reason, connection, what);
                        stream.end.accept(status.withDescription(what));
                    }
                });
    }

    private void look() {
        if (!looking) {
            looking = true;
            connection.after(limits.wholeWithin(), this::refuseSlow);
        }
    }

    private void refuseSlow() {
        looking = false;
        long now = System.nanoTime();
        for (Map.Entry<Inbound, Long> each : begun.entrySet()) {
            Duration left = limits.wholeWithin().minusNanos(now - each.getValue());
            if (left.isPositive()) {
                looking = true;
                connection.after(left, this::refuseSlow);
                return;
            }
            refuse(
                    each.getKey(),
                    Reason.SLOW_MESSAGE,
                    Status.DEADLINE_EXCEEDED,
                    "a message was not whole within " + limits.wholeWithin().toMillis() + " ms");
        }
    }

    /** Counts for one stream what grpc has of its unfinished message. */
    static final class Inbound extends ServerStreamTracer {
        private static final Context.Key<Inbound> KEY = Context.key("pharos-inbound");

        private @Nullable Arriving at;
        private Consumer<Status> end = _ -> {};
        private long bytes;

        /** For every stream one. */
        static final Factory FACTORY =
                new Factory() {
                    @Override
                    public ServerStreamTracer newServerStreamTracer(String name, Metadata headers) {
                        return new Inbound();
                    }
                };

        /** Of the stream whose call begins on this thread: where it counts, and how it ends. */
        static void begin(Arriving at, Consumer<Status> end) {
            Inbound stream = KEY.get();
            stream.at = at;
            stream.end = end;
        }

        @Override
        public Context filterContext(Context context) {
            return context.withValue(KEY, this);
        }

        @Override
        public void inboundWireSize(long piece) {
            if (at != null) {
                at.more(this, piece);
            }
        }

        @Override
        public void inboundMessageRead(int number, long wireSize, long size) {
            whole();
        }

        @Override
        public void streamClosed(Status status) {
            whole();
        }

        private void whole() {
            if (at != null) {
                at.done(this);
            }
        }
    }
}
