package dev.pharos.server.cluster.raft.snapshot;

import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that is being written. The library makes its folder before the state is asked for
 * anything, and saves what it says of a snapshot after the state is done; a failure of either, a
 * full disk too, ends its node. So here both are done in between, where a failure is only the end
 * of this snapshot. What is left to the library is to give the folder its name.
 */
public final class SnapshotDraft extends LocalSnapshotWriter {
    private final SnapshotFolder home;
    private final Path folder;
    private @Nullable SnapshotMeta meta;
    private boolean finished;

    SnapshotDraft(Path folder, SnapshotFolder home, RaftOptions options) {
        super(folder.toString(), home, options);
        this.home = home;
        this.folder = folder;
    }

    /** Makes its folder, which is empty then. */
    public Path begin() throws IOException {
        if (Files.exists(folder)) {
            delete(folder);
        }
        return Files.createDirectory(folder);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> innermostFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : innermostFirst) {
                Files.delete(each);
            }
        }
    }

    /**
     * Makes all that was added durable, and with it what the library says of the snapshot: which it
     * has said when it asked for it.
     */
    public void finish() throws IOException {
        finish(getCurrentMeta());
    }

    /** The same, of a snapshot that the library has not asked for. */
    public void finish(SnapshotMeta what) throws IOException {
        for (String file : listFiles()) {
            sync(folder.resolve(file));
        }
        var _ = saveMeta(what);
        if (!super.sync()) {
            throw new IOException(folder + " cannot be written");
        }
        Seal.of(folder, what).write(folder);
        sync(folder.resolve(Seal.FILE));
        sync(folder);
        finished = true;
    }

    private static void sync(Path fileOrFolder) throws IOException {
        try (FileChannel channel = FileChannel.open(fileOrFolder)) {
            channel.force(true);
        }
    }

    @Override
    public boolean saveMeta(SnapshotMeta what) {
        meta = what;
        return super.saveMeta(what);
    }

    @Override
    public boolean sync() throws IOException {
        return finished || super.sync();
    }

    /** One that came from another member is made durable only here. */
    @Override
    public void close(boolean keepsWhatFailed) throws IOException {
        try {
            if (isOk() && meta != null && !finished) {
                finish(meta);
            }
            super.close(keepsWhatFailed);
        } catch (IOException e) {
            home.draftFailed();
            throw e;
        }
    }
}
