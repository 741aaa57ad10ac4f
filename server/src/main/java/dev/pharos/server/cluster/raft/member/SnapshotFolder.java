package dev.pharos.server.cluster.raft.member;

import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotStorage;
import dev.pharos.server.cluster.log.LogException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where snapshots lie, as the library has it; what is written into them is written our way. */
final class SnapshotFolder extends LocalSnapshotStorage {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.raft");

    /** The library's name for one that is being written. */
    private static final String DRAFT = "temp";

    private final Path folder;
    private final RaftOptions options;
    private final AtomicBoolean draftFailed = new AtomicBoolean();

    SnapshotFolder(Path folder, RaftOptions options) {
        super(folder.toString(), null, options);
        this.folder = folder;
        this.options = options;
    }

    /**
     * Also looks at the newest one, for without it the library would begin with nothing.
     *
     * @throws UncheckedIOException in one line, which file is wrong, and the remedy
     */
    @Override
    public boolean init(@Nullable Void nothing) {
        if (!super.init(null)) {
            return false;
        }
        if (getLastSnapshotIndex() != 0) {
            try (SnapshotReader newest = open()) {
                if (newest == null || newest.load() == null) {
                    throw new IOException(
                            folder
                                    + "/snapshot_"
                                    + getLastSnapshotIndex()
                                    + "/__raft_snapshot_meta is damaged or not there. "
                                    + LogException.REMEDY);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return true;
    }

    /** Does not touch the disk. */
    @Override
    public SnapshotDraft create() {
        return new SnapshotDraft(folder.resolve(DRAFT), this, options);
    }

    /** For one that comes from another member. */
    @Override
    public @Nullable SnapshotWriter create(boolean fromEmpty) {
        SnapshotDraft draft = create();
        try {
            draft.begin();
            return draft;
        } catch (IOException e) {
            LOG.error("no snapshot can be received: {}", e.toString());
            return null;
        }
    }

    /** The library takes the newest one for the one that it has just received, come what may. */
    void draftFailed() {
        draftFailed.set(true);
    }

    @Override
    public @Nullable SnapshotReader open() {
        return draftFailed.getAndSet(false) ? null : super.open();
    }
}
