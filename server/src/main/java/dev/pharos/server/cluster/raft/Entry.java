package dev.pharos.server.cluster.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import dev.pharos.core.fault.Fault;
import dev.pharos.server.cluster.raft.codec.CommandCodec;
import dev.pharos.server.port.World;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** One entry of the log on its way: the commands that ride in it, and who waits for them. */
final class Entry implements Closure {
    private static final String NOT_LEADER = "Is not leader.";

    private final List<Proposal<?>> riders;
    private final World world;
    private final Runnable ended;
    private final long sentNanos;
    private World.Timer overdue = () -> {};

    /**
     * An entry that is about to be sent.
     *
     * @param ended told when the library is done with it, once
     */
    Entry(List<Proposal<?>> riders, World world, Runnable ended) {
        this.riders = riders;
        this.world = world;
        this.ended = ended;
        this.sentNanos = world.nanos();
    }

    ByteBuffer bytes() {
        return CommandCodec.entry(riders.stream().map(Proposal::command).toList());
    }

    /** After that long the riders hear that nobody knows; {@code stuck} runs then. */
    void expectWithin(Duration patience, Runnable stuck) {
        overdue =
                world.after(
                        patience,
                        world.tasks(),
                        () -> {
                            refuse(unsure());
                            stuck.run();
                        });
    }

    /** The riders in the order of the entry's commands. */
    Proposal<?> rider(int position) {
        return riders.get(position);
    }

    /**
     * The library's last word: committed and handed over, or not. Whoever reached the log before it
     * failed may be in it, so only what surely was not taken is refused.
     */
    @Override
    public void run(Status status) {
        overdue.cancel();
        if (!status.isOk()) {
            refuse(fault(status));
        }
        ended.run();
    }

    private void refuse(Fault fault) {
        riders.forEach(rider -> rider.refuse(fault));
    }

    private Fault fault(Status status) {
        return switch (status.getRaftError()) {
            case EBUSY -> new Fault.Unavailable(status.getErrorMsg(), "try again in a moment");
            case ENODESHUTDOWN -> RaftLog.STOPPING;
            case EPERM -> NOT_LEADER.equals(status.getErrorMsg()) ? RaftLog.NO_LEADER : unsure();
            default -> unsure();
        };
    }

    private Fault unsure() {
        return new Fault.Unsure(Duration.ofNanos(world.nanos() - sentNanos));
    }
}
