package dev.pharos.server.cluster.raft.entry;

import dev.pharos.core.fault.Fault;
import dev.pharos.server.cluster.member.Leaderless;
import dev.pharos.server.cluster.raft.codec.Origin;
import dev.pharos.server.port.World;
import dev.pharos.server.telemetry.meter.Histogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Commands that wait to be sent, and entries that are on their way.
 *
 * <p>A write to a disk takes about as long for a thousand commands as for one. So few entries are
 * on their way at a time, and what comes meanwhile waits and rides in the next one together: one
 * caller alone waits for nobody, and many share the cost of a write. There is no thread for this:
 * whoever brings a command, or ends an entry, sends what can be sent, one at a time.
 *
 * <p>While nobody leads, what has not been sent is held for a moment, since the next leader is
 * often there at once; and then it is refused. When somebody is seen who may lead soon, as while a
 * cluster begins, each command is held for a moment of its own, which ends when that is over.
 */
public final class Departures {
    private static final int UNDER_WAY_MAX = 2;
    private static final int RIDERS_MAX = 1 << 10;
    private static final long ENTRY_BYTES = 1 << 20;
    private static final Fault STUCK =
            new Fault.Unavailable("nothing is committed at the moment", "try again in a moment");

    private final World world;
    private final Limits limits;
    private final Outlet outlet;
    private final Histogram batches;
    private final long boot;
    private final MpscArrayQueue<Proposal<?>> waiting;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();

    /** Whether a look is planned. */
    private final AtomicBoolean due = new AtomicBoolean();

    private final Map<Long, Entry> awaited = new ConcurrentHashMap<>();
    private volatile long lostBefore;
    private volatile boolean skipped;
    private volatile CompletableFuture<Void> drained = new CompletableFuture<>();

    /** These belong to whoever looks. */
    private final List<Entry> underWay = new ArrayList<>();

    private long made;
    private long blockedSince = -1;

    /**
     * Bounds of what waits.
     *
     * @param commands and their bytes together
     * @param size of one command, so that an entry fits in a message
     * @param patience how long a caller waits before it hears that nobody knows
     */
    public record Limits(int commands, long bytes, long size, Duration patience) {}

    /**
     * Nothing waits yet.
     *
     * @param batches hears how many commands each entry has
     */
    public Departures(World world, Limits limits, Outlet outlet, Histogram batches) {
        this.world = world;
        this.limits = limits;
        this.outlet = outlet;
        this.batches = batches;
        this.boot = world.random().nextLong() | 1; // 0 is nobody's
        this.waiting = new MpscArrayQueue<>(limits.commands());
    }

    /** Sends the proposal as soon as it can be, or refuses it. Thread: any; never blocks. */
    public void add(Proposal<?> proposal) {
        int size = proposal.command().length;
        if (size > limits.size()) {
            proposal.refuse(new Fault.TooLarge("change", size, limits.size()));
            return;
        }
        long bytes = waitingBytes.addAndGet(size);
        if (bytes > limits.bytes() && bytes > size) { // one alone may be larger than all may be
            waitingBytes.addAndGet(-size);
            proposal.refuse(new Fault.Busy("log (bytes)", limits.bytes()));
            return;
        }
        proposal.waitsSince(world.steadyMillis());
        if (!waiting.offerIfBelowThreshold(proposal, limits.commands())) {
            waitingBytes.addAndGet(-size);
            proposal.refuse(new Fault.Busy("log", limits.commands()));
        } else {
            look();
        }
    }

    /** The entry that was made here and is about to be applied; empty when nobody waits for it. */
    public Optional<Entry> arrived(Origin origin) {
        return origin.boot() == boot
                ? Optional.ofNullable(awaited.get(origin.number()))
                : Optional.empty();
    }

    /** Whether anything is on its way, or waits to be. */
    public boolean isIdle() {
        return awaited.isEmpty() && waiting.isEmpty();
    }

    /** Done when nothing is on its way; only after new commands are refused. */
    public CompletableFuture<Void> drained() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        drained = done;
        look();
        return done;
    }

    /** All that the log has of terms before this one is applied. */
    public void lostBefore(long term) {
        lostBefore = Math.max(lostBefore, term);
        look();
    }

    /** The state has made a leap, and nobody knows which entries were in it. */
    public void leapt() {
        skipped = true;
        look();
    }

    /** Sends what can be sent, or refuses it. One thread at a time; others make it look again. */
    public void look() {
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
        settleWhatIsKnown();
        Optional<Leader> leader = outlet.leader();
        Fault now = refusal(leader);
        if (now != null) {
            if (outlet.isStuck()) {
                underWay.forEach(entry -> entry.stuck(STUCK));
            }
            underWay.stream().filter(Entry::waits).forEach(entry -> entry.giveUp(now));
            forgetEnded();
            for (Proposal<?> next = poll(); next != null; next = poll()) {
                next.refuse(now);
            }
        } else if (leader.isPresent()) {
            sendTo(leader.get());
        } else if (!isIdle()) {
            refuseOverdue();
            lookAgain();
        }
    }

    /** What has been held as long as may be. */
    private void refuseOverdue() {
        Leaderless nobody = outlet.leaderless();
        long hold = Math.max(nobody.holdMillis(), Leaderless.ELECTION_MILLIS);
        long since = world.steadyMillis() - hold;
        underWay.stream()
                .filter(entry -> entry.waits() && entry.madeMillis() <= since)
                .forEach(entry -> entry.giveUp(nobody.why()));
        forgetEnded();
        for (Proposal<?> next = waiting.peek();
                next != null && next.sinceMillis() <= since;
                next = waiting.peek()) {
            next.refuse(nobody.why());
            var _ = poll();
        }
    }

    private void settleWhatIsKnown() {
        boolean nobodyKnows = skipped || outlet.isOver();
        skipped = false;
        if (nobodyKnows) {
            underWay.stream().filter(entry -> !entry.waits()).forEach(entry -> entry.giveUp(STUCK));
        }
        long term = lostBefore;
        underWay.forEach(entry -> entry.lostBefore(term));
        forgetEnded();
    }

    /** In one step, as an entry may end at any moment. */
    private void forgetEnded() {
        underWay.removeIf(this::isForgotten);
        if (underWay.isEmpty()) {
            drained.complete(null);
        }
    }

    private boolean isForgotten(Entry entry) {
        if (!entry.isEnded()) {
            return false;
        }
        entry.forget();
        awaited.remove(entry.origin().number());
        return true;
    }

    private @Nullable Fault refusal(Optional<Leader> leader) {
        Fault own = outlet.refusal();
        if (own != null) {
            return own;
        }
        if (leader.isPresent()) {
            blockedSince = -1;
            return underWay.stream().anyMatch(Entry::isOverdue) ? STUCK : null;
        }
        if (blockedSince < 0) {
            blockedSince = world.steadyMillis();
        }
        if (world.steadyMillis() - blockedSince < Outlet.HOLD_MILLIS) {
            return null;
        }
        Leaderless nobody = outlet.leaderless();
        return nobody.holdMillis() > 0 ? null : nobody.why();
    }

    private void sendTo(Leader leader) {
        if (underWay.stream().anyMatch(entry -> entry.isSentBefore(leader.term()))) {
            outlet.settle(leader.term());
        }
        underWay.stream().filter(Entry::waits).forEach(entry -> send(entry, leader));
        while (underWay.size() < UNDER_WAY_MAX && !waiting.isEmpty()) {
            Entry entry = new Entry(new Origin(boot, ++made), riders(), world);
            underWay.add(entry);
            awaited.put(made, entry);
            entry.expectWithin(limits.patience(), STUCK, this::look);
            send(entry, leader);
        }
    }

    private void send(Entry entry, Leader leader) {
        if (entry.send(leader.term())) {
            outlet.send(entry, leader);
        }
    }

    /** The entry cannot be sent now; whoever might take it may be there in a moment. */
    public void lookAgain() {
        if (due.compareAndSet(false, true)) {
            world.after(
                    Outlet.RETRY,
                    world.tasks(),
                    () -> {
                        due.set(false);
                        look();
                    });
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
}
