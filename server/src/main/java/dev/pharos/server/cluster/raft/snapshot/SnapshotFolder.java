package dev.pharos.server.cluster.raft.snapshot;

import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.option.SnapshotCopierOptions;
import com.alipay.sofa.jraft.storage.snapshot.Snapshot;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotCopier;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotCopier;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotStorage;
import dev.pharos.server.cluster.log.LogException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where snapshots lie, as the library has it; what is written into them is written our way. */
public final class SnapshotFolder extends LocalSnapshotStorage {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.raft");

    /** The library's name for one that is being written. */
    private static final String DRAFT = "temp";

    private static final Pattern NAME =
            Pattern.compile(Snapshot.JRAFT_SNAPSHOT_PREFIX + "(\\d{1,18})");

    private static final long REST_NANOS = 2_000_000_000;

    private final Path folder;
    private final RaftOptions options;
    private final Path log;
    private final LongSupplier logBegins;
    private final AtomicBoolean draftFailed = new AtomicBoolean();

    /** When one could not be received. */
    private volatile long notReceivedNanos = System.nanoTime() - REST_NANOS;

    /**
     * One that is not looked at yet.
     *
     * @param log where the log is, which is open by then
     * @param logBegins index of its first entry
     */
    public SnapshotFolder(Path folder, RaftOptions options, Path log, LongSupplier logBegins) {
        super(folder.toString(), null, options);
        this.folder = folder;
        this.options = options;
        this.log = log;
        this.logBegins = logBegins;
    }

    /**
     * Also looks at the newest one, and whether the log goes on from there: without it, or with
     * another, the library would begin with a younger state.
     *
     * @throws UncheckedIOException in one line, which file is wrong, and the remedy
     */
    @Override
    public boolean init(@Nullable Void nothing) {
        try {
            long newest = newest();
            if (newest != 0) {
                check(newest);
            }
            long begins = logBegins.getAsLong();
            if (begins > newest + 1) {
                throw new IOException(
                        ("%s has entries from %d on, and %s (expected: a snapshot of entry %d,"
                                        + " or later)")
                                .formatted(
                                        log,
                                        begins,
                                        newest == 0
                                                ? "there is no snapshot in " + folder
                                                : "the newest snapshot is " + path(newest),
                                        begins - 1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    new IOException(e.getMessage() + ". " + LogException.REMEDY, e));
        }
        return super.init(null);
    }

    private Path path(long index) {
        return folder.resolve(Snapshot.JRAFT_SNAPSHOT_PREFIX + index);
    }

    /** The index of the newest; 0 when there is none. */
    private long newest() throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> NAME.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToLong(name -> Long.parseLong(name.group(1)))
                    .max()
                    .orElse(0);
        }
    }

    private void check(long index) throws IOException {
        Path meta = Seal.meta(path(index));
        Seal sealed = Seal.read(path(index));
        if (!Files.exists(meta)) {
            throw new IOException(meta + " is missing");
        }
        if (sealed.index() != index || sealed.checksum() != Seal.checksum(meta)) {
            throw new IOException(
                    ("%s is damaged (expected: what the library says of entry %d, term %d,"
                                    + " CRC32C %08x)")
                            .formatted(meta, sealed.index(), sealed.term(), sealed.checksum()));
        }
    }

    /** Does not touch the disk. */
    @Override
    public SnapshotDraft create() {
        return new SnapshotDraft(folder.resolve(DRAFT), this, options);
    }

    /** For one that comes from another member. One that cannot be made fails when it is used. */
    @Override
    public SnapshotWriter create(boolean fromEmpty) {
        SnapshotDraft draft = create();
        try {
            draft.begin();
        } catch (IOException e) {
            LOG.error("no snapshot: {}", e.toString());
        }
        return draft;
    }

    /** The library takes the newest one for the one that it has just received, come what may. */
    void draftFailed(IOException why) {
        LOG.error("no snapshot: {}", why.toString());
        draftFailed.set(true);
    }

    @Override
    public @Nullable SnapshotReader open() {
        return draftFailed.getAndSet(false) ? null : super.open();
    }

    /** After one that failed none is begun for a while: each is sent as a whole. */
    @Override
    public @Nullable SnapshotCopier startToCopyFrom(String uri, SnapshotCopierOptions options) {
        long now = System.nanoTime();
        if (now - notReceivedNanos < REST_NANOS) {
            return null;
        }
        Receiving receiving = new Receiving();
        receiving.setStorage(this);
        if (!receiving.init(uri, options)) {
            return null;
        }
        receiving.start();
        return receiving;
    }

    /** The library would end the member for good when the disk has no room for what comes. */
    private final class Receiving extends LocalSnapshotCopier {
        @Override
        public int getCode() {
            int code = super.getCode();
            return code == RaftError.EIO.getNumber() ? RaftError.EAGAIN.getNumber() : code;
        }

        @Override
        public void join() throws InterruptedException {
            super.join();
            if (getReader() == null) {
                LOG.error(
                        "no snapshot could be received, it will be sent again: {}", getErrorMsg());
                notReceivedNanos = System.nanoTime();
                create().discard();
            }
        }
    }
}
