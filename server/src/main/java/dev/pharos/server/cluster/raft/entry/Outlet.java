package dev.pharos.server.cluster.raft.entry;

import dev.pharos.core.fault.Fault;
import dev.pharos.server.cluster.member.Leaderless;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where entries go, and what is known of the way. Thread: any; never blocks. */
public interface Outlet {
    /** While nobody leads, so long what was not sent is held: the next leader is often there. */
    long HOLD_MILLIS = 400;

    /** What cannot be done now is tried again after that. */
    Duration RETRY = Duration.ofMillis(20);

    /** Why nothing may be sent; null while all is well on this node. */
    @Nullable Fault refusal();

    /** Nothing will come of anything any more. */
    boolean isOver();

    /** What has been sent waits, nobody knows how long. */
    boolean isStuck();

    /** Who takes entries now; empty when nobody does, or is not reached. */
    Optional<Leader> leader();

    /** Why there is nobody who takes entries, and how long each command is held for one. */
    Leaderless leaderless();

    /** Brings the entry, which counts as sent for the leader's term, to the leader. */
    void send(Entry entry, Leader leader);

    /** There are entries of terms before this one, and somebody should find out about them. */
    void settle(long term);
}
