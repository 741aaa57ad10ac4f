package dev.pharos.server.front.grpc;

import dev.pharos.server.front.grpc.Complaints.Reason;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The one way out of a connection: answers and pushes leave in the order in which they were made.
 *
 * <p>Thread: {@link #offer} and {@link #answer} from any thread, all else on the event loop.
 *
 * <p>Order: an answer is written as soon as the loop sees it; a push is made after every answer
 * that the loop has seen, so a push never carries older state than an answer before it.
 */
final class Outbox {
    /** What a client may have unread in any case, lest a few shut all others out. */
    private static final int SOME_BYTES = 64 << 10;

    private sealed interface Item {}

    private record Offered(Push push) implements Item {}

    private record Answered(UnaryCall call, Payload answer) implements Item {}

    private record Unacked(Push push, long dueAtNanos) {}

    private final Connection connection;
    private final GrpcLimits limits;

    private final Queue<Item> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicInteger arrivals = new AtomicInteger();

    // From here on: the loop's own.
    private final SequencedMap<String, Push> waiting = new LinkedHashMap<>();
    private final SequencedMap<String, Unacked> unacked = new LinkedHashMap<>();
    private @Nullable ServerCall<Payload, Payload> stream;
    private boolean quiet = true;
    private boolean pushing;
    private boolean ackTimer;
    private boolean blockedTimer;
    private long movedAtNanos;
    private long lastRequestId;
    private long unreadBytes;

    Outbox(Connection connection, GrpcLimits limits) {
        this.connection = connection;
        this.limits = limits;
    }

    boolean offer(Push push) {
        if (arrivals.get() > limits.outbox().pushesMax() + limits.intake().callsMax()) {
            connection.close("the outbox takes no more: its event loop does not keep up");
            return false;
        }
        enqueue(new Offered(push));
        return true;
    }

    void answer(UnaryCall call, Payload answer) {
        if (connection.loop().inEventLoop() && arrivals.get() == 0) {
            call.write(answer);
        } else {
            enqueue(new Answered(call, answer));
        }
    }

    private void enqueue(Item item) {
        arrived.add(item);
        if (arrivals.getAndIncrement() > 0) {
            return;
        }
        if (connection.loop().inEventLoop()) {
            drain();
        } else {
            connection.onLoop(this::drain);
        }
    }

    private void drain() {
        int taken;
        do {
            taken = arrivals.get();
            for (int i = 0; i < taken; i++) {
                take(arrived.remove());
            }
        } while (arrivals.addAndGet(-taken) > 0);
        push();
    }

    private void take(Item item) {
        if (connection.isGone()) {
            return;
        }
        switch (item) {
            case Answered(UnaryCall call, Payload answer) -> call.write(answer);
            case Offered(Push push) -> {
                waiting.putLast(push.key(), push);
                if (waiting.size() > limits.outbox().pushesMax()) {
                    connection.giveUp(
                            "more than " + limits.outbox().pushesMax() + " pushes wait for it");
                }
            }
        }
    }

    /** The stream of a (new) set-up; only the acknowledgement of the set-up may go out at once. */
    void attach(ServerCall<Payload, Payload> fresh, boolean acknowledge) {
        ServerCall<Payload, Payload> old = stream;
        stream = fresh;
        if (old != null && !old.equals(fresh)) {
            old.close(Status.ABORTED.withDescription("set up again"), new Metadata());
            missAll();
        }
        if (acknowledge) {
            fresh.sendMessage(Messages.SETUP_ACK);
        }
        quiet = true;
        connection.after(
                limits.patience().quietAfterSetup(),
                () -> {
                    if (stream == null || fresh.equals(stream)) {
                        quiet = false;
                        push();
                    }
                });
    }

    /** The stream has ended; the connection has not. */
    void detach(ServerCall<Payload, Payload> ended) {
        if (ended.equals(stream)) {
            stream = null;
            watchBlocked();
        }
    }

    /** Writes what waits, as far as the client reads. */
    void push() {
        if (pushing || quiet) {
            return;
        }
        pushing = true;
        try {
            ServerCall<Payload, Payload> to = stream;
            while (to != null && mayWrite(to)) {
                write(waiting.pollFirstEntry().getValue(), to);
                to = stream;
            }
        } finally {
            pushing = false;
        }
        watchBlocked();
    }

    private void write(Push push, ServerCall<Payload, Payload> to) {
        movedAtNanos = System.nanoTime();
        String requestId = Long.toString(++lastRequestId);
        Payload payload;
        try {
            payload = push.payload(requestId);
        } catch (RuntimeException e) {
            connection.parts().complaints().fault(Reason.PUSH_FAILED, connection, e);
            tell(push, false);
            return;
        }
        long due = movedAtNanos + limits.patience().ack().toNanos();
        unacked.putLast(requestId, new Unacked(push, due));
        watchAcks(limits.patience().ack().toNanos());
        to.sendMessage(payload);
    }

    /** An acknowledgement; a late or repeated one finds nothing. */
    void acked(Messages.Ack ack) {
        Unacked found = unacked.remove(ack.requestId());
        if (found == null) {
            return;
        }
        tell(found.push(), ack.positive());
        push();
    }

    /** Tells a client that still reads why its connection ends. */
    void end(String reason) {
        ServerCall<Payload, Payload> ending = stream;
        stream = null;
        if (ending != null) {
            ending.close(Status.UNAVAILABLE.withDescription(reason), new Metadata());
        }
    }

    void forget() {
        waiting.clear();
        unacked.clear();
        stream = null;
    }

    /** Whether the client reads its answers; if not, it gets no further ones. */
    boolean takesAnswers() {
        boolean isFull = connection.parts().unread().get() >= limits.outbox().unreadMaxBytes();
        return unreadBytes < (isFull ? SOME_BYTES : limits.outbox().answersMaxBytes());
    }

    void unread(int bytes) {
        unreadBytes += bytes;
        connection.parts().unread().addAndGet(bytes);
        if (!takesAnswers()) {
            watchBlocked();
        }
    }

    void read(int bytes) {
        unreadBytes -= bytes;
        connection.parts().unread().addAndGet(-bytes);
        if (blockedTimer) {
            movedAtNanos = System.nanoTime();
        }
    }

    private boolean mayWrite(ServerCall<Payload, Payload> to) {
        return !waiting.isEmpty() && to.isReady() && unacked.size() < limits.outbox().unackedMax();
    }

    private boolean blocked() {
        ServerCall<Payload, Payload> to = stream;
        boolean pushesStuck = !waiting.isEmpty() && !quiet && (to == null || !to.isReady());
        return pushesStuck || !takesAnswers();
    }

    private void watchBlocked() {
        if (!blockedTimer && blocked()) {
            blockedTimer = true;
            movedAtNanos = System.nanoTime();
            connection.after(limits.patience().blocked(), this::checkBlocked);
        }
    }

    private void checkBlocked() {
        blockedTimer = false;
        if (connection.isGone() || !blocked()) {
            return;
        }
        Duration still = Duration.ofNanos(System.nanoTime() - movedAtNanos);
        if (still.compareTo(limits.patience().blocked()) < 0) {
            blockedTimer = true;
            connection.after(limits.patience().blocked().minus(still), this::checkBlocked);
        } else {
            connection.giveUp(
                    "has read nothing for %d ms: %d pushes and %d bytes of answers wait"
                            .formatted(still.toMillis(), waiting.size(), unreadBytes));
        }
    }

    private void missAll() {
        SequencedMap<String, Unacked> missed = new LinkedHashMap<>(unacked);
        unacked.clear();
        missed.values().forEach(each -> tell(each.push(), false));
    }

    private void tell(Push push, boolean positive) {
        try {
            if (positive) {
                push.acknowledged();
            } else {
                push.missing();
            }
        } catch (RuntimeException e) {
            connection.parts().complaints().fault(Reason.PUSH_FAILED, connection, e);
        }
    }

    private void watchAcks(long nanos) {
        if (!ackTimer) {
            ackTimer = true;
            connection.after(Duration.ofNanos(nanos), this::expire);
        }
    }

    /** Acknowledgements fall due in the order of their pushes, so one timer serves them all. */
    private void expire() {
        ackTimer = false;
        long now = System.nanoTime();
        while (!unacked.isEmpty()) {
            Map.Entry<String, Unacked> eldest = unacked.firstEntry();
            long left = eldest.getValue().dueAtNanos() - now;
            if (left > 0) {
                watchAcks(left);
                break;
            }
            unacked.pollFirstEntry();
            tell(eldest.getValue().push(), false);
        }
        push();
    }
}
