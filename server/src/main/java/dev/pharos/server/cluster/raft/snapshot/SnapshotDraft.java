package dev.pharos.server.cluster.raft.snapshot;

import com.alipay.sofa.jraft.entity.LocalFileMetaOutter.LocalFileMeta;
import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot that is being written. The library makes its folder before the state is asked for
 * anything, and saves what it says of a snapshot after the state is done; a failure of either, a
 * full disk too, ends its node. So here both are done in between, where a failure is only the end
 * of this snapshot. What is left to the library is to give the folder its name.
 */
public final class SnapshotDraft extends LocalSnapshotWriter {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.raft");

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

    /** What is left of it takes no room. */
    void discard() {
        try {
            if (Files.exists(folder)) {
                delete(folder);
            }
        } catch (IOException e) {
            LOG.warn("what is left of a snapshot stays in {}: {}", folder, e.toString());
        }
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
            requireWhole(file);
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

    /** The library does not look whether the last bytes of a file that it receives had room. */
    private void requireWhole(String file) throws IOException {
        LocalFileMeta said = (LocalFileMeta) getFileMeta(file);
        String size = size(file);
        if (said.hasChecksum() && !said.getChecksum().equals(size)) {
            throw new IOException(
                    "%s has %s bytes (expected: %s)"
                            .formatted(folder.resolve(file), size, said.getChecksum()));
        }
    }

    private String size(String file) throws IOException {
        return Long.toString(Files.size(folder.resolve(file)));
    }

    /**
     * A file that is complete. Its size goes with it, in a field that the library has no use for.
     */
    @Override
    public boolean addFile(String file) {
        try {
            return addFile(file, LocalFileMeta.newBuilder().setChecksum(size(file)).build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
            home.draftFailed(e);
            discard();
            throw e;
        }
    }
}
