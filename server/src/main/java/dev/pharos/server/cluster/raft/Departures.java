package dev.pharos.server.cluster.raft;

import com.alipay.sofa.jraft.Closure;
import dev.pharos.core.fault.Fault;
import dev.pharos.server.port.World;
import dev.pharos.server.telemetry.meter.Histogram;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Commands that wait to be sent, and entries that are on their way.
 *
 * <p>A write to a disk takes about as long for a thousand commands as for one. So few entries are
 * on their way at a time, and what comes meanwhile waits and rides in the next one together: one
 * caller alone waits for nobody, and many share the cost of a write. There is no thread for this:
 * whoever brings a command, or ends an entry, sends what can be sent, one at a time.
 */
final class Departures {
    private static final int UNDER_WAY_MAX = 2;
    private static final int RIDERS_MAX = 1 << 10;
    private static final long ENTRY_BYTES = 1 << 20;
    private static final Fault STUCK =
            new Fault.Unavailable("nothing is committed at the moment", "try again in a moment");

    private final World world;
    private final RaftSettings settings;
    private final Supplier<@Nullable Fault> refusal;
    private final BiConsumer<ByteBuffer, Closure> send;
    private final Histogram batches;
    private final MpscArrayQueue<Proposal<?>> waiting;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicReference<@Nullable Fault> refusalOnce = new AtomicReference<>();

    /**
     * Nothing waits yet.
     *
     * @param refusal why nothing is taken now; null while all is well
     * @param send offers an entry to the group
     * @param batches hears how many commands each entry has
     */
    Departures(
            World world,
            RaftSettings settings,
            Supplier<@Nullable Fault> refusal,
            BiConsumer<ByteBuffer, Closure> send,
            Histogram batches) {
        this.world = world;
        this.settings = settings;
        this.refusal = refusal;
        this.send = send;
        this.batches = batches;
        this.waiting = new MpscArrayQueue<>(settings.waiting().commands());
    }

    /** Sends the proposal as soon as it can be, or refuses it. Thread: any; never blocks. */
    void add(Proposal<?> proposal) {
        int size = proposal.command().length;
        long bytes = waitingBytes.addAndGet(size);
        RaftSettings.Waiting limit = settings.waiting();
        if (bytes > limit.bytes() && bytes > size) { // one alone may be larger than all may be
            waitingBytes.addAndGet(-size);
            proposal.refuse(new Fault.Busy("log (bytes)", limit.bytes()));
        } else if (!waiting.offerIfBelowThreshold(proposal, limit.commands())) {
            waitingBytes.addAndGet(-size);
            proposal.refuse(new Fault.Busy("log", limit.commands()));
        } else {
            look();
        }
    }

    /** Sends what can be sent, or refuses it. One thread at a time; others make it look again. */
    void look() {
        if (looks.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        while (seen != 0) {
            sendOrRefuse();
            seen = looks.addAndGet(-seen);
        }
    }

    private void sendOrRefuse() {
        Fault stuck = refusalOnce.getAndSet(null);
        Fault now = stuck != null ? stuck : refusal.get();
        if (now != null) {
            for (Proposal<?> next = poll(); next != null; next = poll()) {
                next.refuse(now);
            }
            return;
        }
        while (underWay.get() < UNDER_WAY_MAX && !waiting.isEmpty()) {
            underWay.incrementAndGet();
            Entry entry = new Entry(riders(), world, this::ended);
            entry.expectWithin(settings.patience(), this::refuseWaiting);
            send.accept(entry.bytes(), entry);
        }
    }

    private List<Proposal<?>> riders() {
        List<Proposal<?>> riders = new ArrayList<>();
        long bytes = 0;
        while (riders.size() < RIDERS_MAX && bytes < ENTRY_BYTES) {
            Proposal<?> next = poll();
            if (next == null) {
                break;
            }
            riders.add(next);
            bytes += next.command().length;
        }
        batches.record(riders.size());
        return riders;
    }

    private @Nullable Proposal<?> poll() {
        Proposal<?> next = waiting.poll();
        if (next != null) {
            waitingBytes.addAndGet(-next.command().length);
        }
        return next;
    }

    private void ended() {
        underWay.decrementAndGet();
        look();
    }

    /** The entry before them is not committed in time, so they have not been sent: refused. */
    private void refuseWaiting() {
        refusalOnce.set(STUCK);
        look();
    }
}
