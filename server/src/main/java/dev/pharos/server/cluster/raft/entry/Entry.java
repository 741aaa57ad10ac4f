package dev.pharos.server.cluster.raft.entry;

import dev.pharos.core.fault.Fault;
import dev.pharos.server.cluster.raft.codec.CommandCodec;
import dev.pharos.server.cluster.raft.codec.Origin;
import dev.pharos.server.port.World;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * One entry of the log on its way: the commands that ride in it, and who waits for them.
 *
 * <p>It is sent for one term, and the leader of that term alone may take it. So when all that was
 * committed before a later term has been applied here and it was not among that, it never will be,
 * and may be sent again. Thread: any.
 */
public final class Entry {
    private final Origin origin;
    private final List<Proposal<?>> riders;
    private final World world;
    private final long madeMillis;
    private final ByteBuffer bytes;
    private final AtomicReference<Stage> stage = new AtomicReference<>(new Stage.Waiting());
    private volatile World.Timer patience = () -> {};

    private sealed interface Stage {
        /** Surely nowhere in a log. */
        record Waiting() implements Stage {}

        /** Perhaps in the log, as an entry of this term. */
        record Sent(long term, boolean overdue, boolean outOfSight) implements Stage {}

        /** Nobody waits for it any more. */
        record Ended() implements Stage {}
    }

    Entry(Origin origin, List<Proposal<?>> riders, World world) {
        this.origin = origin;
        this.riders = List.copyOf(riders);
        this.world = world;
        this.madeMillis = world.steadyMillis();
        this.bytes = CommandCodec.entry(origin, riders.stream().map(Proposal::command).toList());
    }

    Origin origin() {
        return origin;
    }

    /** Each time anew from its beginning. */
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /** The riders in the order of the entry's commands. */
    public Proposal<?> rider(int position) {
        return riders.get(position);
    }

    long madeMillis() {
        return madeMillis;
    }

    boolean waits() {
        return stage.get() instanceof Stage.Waiting;
    }

    boolean isEnded() {
        return stage.get() instanceof Stage.Ended;
    }

    /** Whether it has been sent, and its riders have been told that nobody knows. */
    boolean isOverdue() {
        return stage.get() instanceof Stage.Sent sent && sent.overdue;
    }

    boolean isSentBefore(long term) {
        return stage.get() instanceof Stage.Sent sent && sent.term < term;
    }

    /** From now on it may be in the log; false when it does not wait to be sent. */
    boolean send(long term) {
        Stage now = stage.get();
        return now instanceof Stage.Waiting
                && stage.compareAndSet(now, new Stage.Sent(term, false, false));
    }

    /**
     * What the leader of that term has said. Whether it is to be sent to another, whom nobody may
     * know yet.
     */
    public boolean heard(Verdict verdict, long term) {
        switch (verdict.kind()) {
            case COMMITTED -> {} // this node will be handed it, or has been
            case NOT_LEADER -> notTaken(term);
            case REFUSED ->
                    refuse(term, new Fault.Unavailable(verdict.text(), "try again in a moment"));
            case UNKNOWN -> outOfSight(term);
        }
        return verdict.kind() == Verdict.Kind.NOT_LEADER;
    }

    /** What was sent for that term has surely not been taken. */
    public void notTaken(long term) {
        change(now -> now instanceof Stage.Sent sent && sent.term == term ? backFrom(sent) : now);
    }

    /** What was sent for an earlier term is surely not in the log. */
    void lostBefore(long term) {
        change(now -> now instanceof Stage.Sent sent && sent.term < term ? backFrom(sent) : now);
    }

    /** Nobody will say any more what becomes of what was sent for that term. */
    public void outOfSight(long term) {
        change(now -> now instanceof Stage.Sent sent && sent.term == term ? unseen(sent) : now);
    }

    private static Stage unseen(Stage.Sent sent) {
        return sent.overdue ? new Stage.Ended() : new Stage.Sent(sent.term, false, true);
    }

    /** After that long its riders hear that nobody knows, or why it was not even sent. */
    void expectWithin(Duration time, Fault notSent, Runnable then) {
        patience =
                world.after(
                        time,
                        world.tasks(),
                        () -> {
                            overdue(notSent);
                            then.run();
                        });
    }

    /** If it has been sent, its riders need not be kept waiting. */
    void stuck(Fault notSent) {
        if (stage.get() instanceof Stage.Sent sent && !sent.overdue) {
            overdue(notSent);
        }
    }

    private void overdue(Fault notSent) {
        Stage before =
                stage.getAndUpdate(
                        now ->
                                now instanceof Stage.Sent sent && !sent.outOfSight
                                        ? new Stage.Sent(sent.term, true, false)
                                        : new Stage.Ended());
        if (before instanceof Stage.Waiting) {
            refuse(notSent);
        } else if (before instanceof Stage.Sent) {
            refuse(unsure());
        }
    }

    /** Nothing is to come of it any more. */
    void forget() {
        patience.cancel();
    }

    /** It is applied; the riders follow what comes of it. */
    public void applied() {
        stage.set(new Stage.Ended());
    }

    /** Nobody will ever know: what is surely not done is refused for this reason. */
    void giveUp(Fault why) {
        Stage before = stage.getAndSet(new Stage.Ended());
        if (before instanceof Stage.Waiting) {
            refuse(why);
        } else if (before instanceof Stage.Sent) {
            refuse(unsure());
        }
    }

    /** Surely not done, if it still waits or was sent for that term, and never will be. */
    public void refuse(long term, Fault why) {
        notTaken(term);
        if (waits()) {
            giveUp(why);
        }
    }

    private static Stage backFrom(Stage.Sent sent) {
        return sent.overdue ? new Stage.Ended() : new Stage.Waiting();
    }

    private void change(UnaryOperator<Stage> how) {
        stage.updateAndGet(how);
    }

    private void refuse(Fault fault) {
        riders.forEach(rider -> rider.refuse(fault));
    }

    private Fault unsure() {
        return new Fault.Unsure(Duration.ofMillis(world.steadyMillis() - madeMillis));
    }
}
