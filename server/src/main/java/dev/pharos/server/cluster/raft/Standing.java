package dev.pharos.server.cluster.raft;

import dev.pharos.core.fault.Fault;
import org.jspecify.annotations.Nullable;

/** Whether this node is able to take commands now, whoever leads; and if not, why. */
final class Standing {
    private int withoutRoom;
    private @Nullable Fault full;
    private @Nullable Fault leaving;
    private @Nullable Fault end;
    private volatile @Nullable Fault refusal;

    /** Why nothing is taken; null while all is well. */
    @Nullable Fault refusal() {
        return refusal;
    }

    /**
     * One more has found no room; {@code first} runs, before anybody else is heard, if no other.
     */
    synchronized void full(Fault why, Runnable first) {
        full = why;
        if (withoutRoom++ == 0) {
            first.run();
        }
        settle();
    }

    /** One has found room again; {@code last} runs likewise, if all have. */
    synchronized void room(Runnable last) {
        if (--withoutRoom == 0) {
            full = null;
            settle();
            last.run();
        }
    }

    synchronized boolean isFull() {
        return full != null;
    }

    /** Nothing new is taken; what is on its way goes on. */
    synchronized void leaves(Fault why) {
        leaving = why;
        settle();
    }

    /** Whether nothing will come of what is on its way. */
    synchronized boolean isOver() {
        return end != null;
    }

    /** For good: what was said first is what everybody is told. Says whether this was the first. */
    synchronized boolean end(Fault why) {
        if (end != null) {
            return false;
        }
        end = why;
        settle();
        return true;
    }

    private void settle() {
        if (end != null) {
            refusal = end;
        } else {
            refusal = leaving != null ? leaving : full;
        }
    }
}
