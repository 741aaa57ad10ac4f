package dev.pharos.server.cluster.raft;

import dev.pharos.core.fault.Fault;
import dev.pharos.server.cluster.log.LogException;
import dev.pharos.server.cluster.log.Room;
import java.util.concurrent.atomic.AtomicInteger;

/** A full disk is no end: what is durable is refused until there is room again. */
final class FullDisk implements Room {
    private final Standing standing;
    private final Runnable refusing;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * There is room.
     *
     * @param refusing told when there is none
     */
    FullDisk(Standing standing, Runnable refusing) {
        this.standing = standing;
        this.refusing = refusing;
    }

    @Override
    public void gone(LogException.Full why) {
        String cause = String.valueOf(why.getMessage());
        waiting.incrementAndGet();
        standing.full(new Fault.Unavailable(cause, "make room; no restart is needed"));
        refusing.run();
    }

    @Override
    public void back() {
        if (waiting.decrementAndGet() == 0) {
            standing.full(null);
        }
    }
}
