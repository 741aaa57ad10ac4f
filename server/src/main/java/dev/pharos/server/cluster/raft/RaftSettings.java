package dev.pharos.server.cluster.raft;

import dev.pharos.server.cluster.raft.entry.Departures;
import dev.pharos.server.cluster.raft.member.MemberSettings;
import dev.pharos.server.port.cluster.PeerLink;
import java.time.Duration;

/**
 * How the replicated log works.
 *
 * @param waiting how much may wait to be written
 * @param patience how long a caller waits before it hears that nobody knows
 */
public record RaftSettings(
        MemberSettings member, Waiting waiting, Duration patience, SnapshotsDue snapshots) {
    /** An entry of such commands fits in a message between nodes, with others beside it. */
    private static final int SHARED_COMMAND_MAX = PeerLink.MESSAGE_MAX - (2 << 20);

    /** {@code shared}: entries go to other nodes too. */
    Departures.Limits limits(boolean shared) {
        int size = shared ? SHARED_COMMAND_MAX : Integer.MAX_VALUE;
        return new Departures.Limits(waiting.commands, waiting.bytes, size, patience);
    }

    /** Bounds of what waits: commands, and their bytes together. */
    public record Waiting(int commands, long bytes) {}

    /**
     * When the log is folded into a snapshot.
     *
     * @param bytes of commands since the last snapshot; more, when its image has more
     * @param entries of the log since then
     * @param every so long at the latest, when there is anything new
     */
    public record SnapshotsDue(long bytes, long entries, Duration every) {}
}
