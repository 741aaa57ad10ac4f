package dev.pharos.server.cluster.raft.member;

import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.option.RaftOptions;
import dev.pharos.server.cluster.log.FileDisk;
import dev.pharos.server.cluster.raft.snapshot.SnapshotDraft;
import dev.pharos.server.cluster.raft.snapshot.SnapshotFolder;
import dev.pharos.server.telemetry.meter.Histogram;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The folder of a member that is alone in a new group, whose first state is not empty. */
public final class Seed {
    /** The log of the group begins behind the state that it was given. */
    private static final int FIRST = 1;

    private Seed() {}

    /** Where the first state comes from. */
    public interface Filling {
        /**
         * Writes the files of a snapshot.
         *
         * @return their names
         */
        List<String> fill(Path folder) throws IOException;
    }

    /**
     * Writes the folder, which is not there yet. Durable on return.
     *
     * @param self the id of the member
     */
    public static void write(Path folder, String self, Filling state) throws IOException {
        Member.prepareLibrary();
        MemberSettings places =
                new MemberSettings(self, List.of(self), folder, Duration.ZERO, Duration.ZERO);
        VoteStorage.create(FileDisk.at(folder, Histogram.ofTimes()));
        SnapshotFolder snapshots =
                new SnapshotFolder(
                        places.snapshots(), new RaftOptions(), places.log(), () -> FIRST);
        expect(snapshots.init(null), places.snapshots());
        SnapshotDraft draft = snapshots.create();
        Path files = draft.begin();
        for (String name : state.fill(files)) {
            expect(draft.addFile(name), files);
        }
        SnapshotMeta meta =
                SnapshotMeta.newBuilder()
                        .setLastIncludedIndex(FIRST)
                        .setLastIncludedTerm(FIRST)
                        .addPeers(Member.peer(self).toString())
                        .build();
        draft.finish(meta);
        draft.close();
        sync(places.snapshots());
        sync(folder);
    }

    private static void expect(boolean done, Path where) throws IOException {
        if (!done) {
            throw new IOException(where + " cannot be written");
        }
    }

    private static void sync(Path fileOrFolder) throws IOException {
        try (FileChannel channel = FileChannel.open(fileOrFolder)) {
            channel.force(true);
        }
    }
}
