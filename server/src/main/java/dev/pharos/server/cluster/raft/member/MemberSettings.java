package dev.pharos.server.cluster.raft.member;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What one member works with.
 *
 * @param self this node's id
 * @param founders the ids of the members of a group that is new; all others know theirs from the
 *     log
 * @param folder where its log, votes and snapshots are
 * @param electionTimeout how long a follower hears nothing before it asks for votes
 * @param electionDelayMax the random part that is added to it is less than this
 */
public record MemberSettings(
        String self,
        List<String> founders,
        Path folder,
        Duration electionTimeout,
        Duration electionDelayMax) {
    public MemberSettings {
        founders = List.copyOf(founders);
    }

    /** The same with other founders. */
    public MemberSettings with(List<String> others) {
        return new MemberSettings(self, others, folder, electionTimeout, electionDelayMax);
    }

    public Path log() {
        return folder.resolve("log");
    }

    /** Where what the state holds beside its memory is, until a snapshot has it. */
    public Path history() {
        return folder.resolve("history");
    }

    /** Whether a member has ever kept anything there. */
    public boolean hasData() {
        return Files.exists(folder.resolve(VoteStorage.FILE));
    }

    Path snapshots() {
        return folder.resolve("snapshots");
    }
}
