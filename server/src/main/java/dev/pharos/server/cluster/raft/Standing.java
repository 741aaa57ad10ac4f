package dev.pharos.server.cluster.raft;

import dev.pharos.core.fault.Fault;
import org.jspecify.annotations.Nullable;

/** Whether this node is able to take commands now, whoever leads; and if not, why. */
final class Standing {
    private @Nullable Fault full;
    private @Nullable Fault leaving;
    private @Nullable Fault end;
    private volatile @Nullable Fault refusal;

    /** Why nothing is taken; null while all is well. */
    @Nullable Fault refusal() {
        return refusal;
    }

    /** Why nothing can be written for a while; null when it can again. */
    synchronized void full(@Nullable Fault why) {
        full = why;
        settle();
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
