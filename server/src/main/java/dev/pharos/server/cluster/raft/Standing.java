package dev.pharos.server.cluster.raft;

import dev.pharos.core.fault.Fault;
import org.jspecify.annotations.Nullable;

/** Whether commands are taken now, and if not, why. */
final class Standing {
    private boolean leads;
    private @Nullable Fault full;
    private @Nullable Fault end;
    private volatile @Nullable Fault refusal = RaftLog.NO_LEADER;

    /** Why nothing is taken; null while all is well. */
    @Nullable Fault refusal() {
        return refusal;
    }

    synchronized void leads(boolean now) {
        leads = now;
        settle();
    }

    /** Why nothing can be written for a while; null when it can again. */
    synchronized void full(@Nullable Fault why) {
        full = why;
        settle();
    }

    synchronized boolean isFull() {
        return full != null;
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
        } else if (full != null) {
            refusal = full;
        } else {
            refusal = leads ? null : RaftLog.NO_LEADER;
        }
    }
}
