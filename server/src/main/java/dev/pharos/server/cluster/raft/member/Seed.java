package dev.pharos.server.cluster.raft.member;

import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotStorage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
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
        Files.createDirectories(folder);
        VoteStorage.create(places.votes());
        LocalSnapshotStorage storage =
                new LocalSnapshotStorage(places.snapshots().toString(), null, new RaftOptions());
        expect(storage.init(null), places.snapshots());
        SnapshotWriter writer = storage.create();
        expect(writer != null, places.snapshots());
        Path files = Path.of(writer.getPath());
        for (String name : state.fill(files)) {
            sync(files.resolve(name));
            expect(writer.addFile(name), files);
        }
        SnapshotMeta meta =
                SnapshotMeta.newBuilder()
                        .setLastIncludedIndex(FIRST)
                        .setLastIncludedTerm(FIRST)
                        .addPeers(Member.peer(self).toString())
                        .build();
        expect(writer.saveMeta(meta), files);
        sync(files);
        writer.close();
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
