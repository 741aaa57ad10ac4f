package dev.pharos.server.cluster.raft.history;

import dev.pharos.core.config.ConfigBook.PastChange;
import dev.pharos.core.config.HistoryRow;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.cluster.bytes.CodecException;
import dev.pharos.server.cluster.log.Disk;
import dev.pharos.server.cluster.log.FileDisk;
import dev.pharos.server.cluster.log.LogException;
import dev.pharos.server.cluster.log.Room;
import dev.pharos.server.port.ConfigStore;
import dev.pharos.server.telemetry.meter.Histogram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What configurations said before, in files that are only appended to, and sealed when they are
 * large or a snapshot is taken.
 *
 * <p>Nothing here is durable by itself. The log is, until a snapshot; and a snapshot has links to
 * the sealed files of its moment. So this folder begins empty at each start: the snapshot's files
 * are linked into it again, and what the log repeats is appended again. No crash can leave too much
 * in it, or too little.
 */
public final class HistoryFiles implements ConfigStore {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.raft");
    private static final long RETRY_MILLIS = 500;

    private final Disk disk;
    private final long fileBytes;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Room room = Room.UNWATCHED;

    /** By the first number in each; the last one may grow. */
    private final TreeMap<Long, BodyFile> files = new TreeMap<>();

    private Optional<BodyFile> growing = Optional.empty();

    /** Files that a snapshot is about to link, so that they must stay as they are. */
    private List<BodyFile> held = List.of();

    /** Of those, the ones that are no longer wanted here. */
    private final List<BodyFile> unwanted = new ArrayList<>();

    private HistoryFiles(Disk disk, long fileBytes) {
        this.disk = disk;
        this.fileBytes = fileBytes;
    }

    /**
     * The folder, empty.
     *
     * @param fileBytes a file that is larger is sealed
     */
    public static HistoryFiles open(Path folder, long fileBytes) throws IOException {
        return open(FileDisk.at(folder, Histogram.ofTimes()), fileBytes); // it is asked for no sync
    }

    /** The folder of this disk, empty. */
    public static HistoryFiles open(Disk disk, long fileBytes) throws IOException {
        for (String name : names(disk.folder())) {
            Files.delete(disk.folder().resolve(name));
        }
        return new HistoryFiles(disk, fileBytes);
    }

    /** From now on this one hears when the disk is full. */
    public void tell(Room who) {
        room = who;
    }

    @Override
    public void save(PastChange change) {
        List<BodyRecord> records = change.recorded().stream().map(BodyRecord::of).toList();
        try {
            if (!records.isEmpty()) {
                append(records);
            }
            forget(change.forgotten());
        } catch (IOException e) {
            throw new UncheckedIOException("history cannot be written: " + e.getMessage(), e);
        }
    }

    private void append(List<BodyRecord> records) throws IOException {
        Optional<LogException.Full> full = tryAppend(records);
        if (full.isEmpty()) {
            return;
        }
        LOG.error("history waits until there is room: {}", full.get().getMessage());
        room.gone(full.get());
        try {
            while (!closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                if (tryAppend(records).isEmpty()) {
                    LOG.info("there is room for history again");
                    break;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        room.back();
    }

    /** Why there is no room; empty when it is done. */
    private synchronized Optional<LogException.Full> tryAppend(List<BodyRecord> records)
            throws IOException {
        try {
            if (closing.getCount() > 0) {
                fileFor(records.getFirst().row().number()).append(records);
            }
            return Optional.empty();
        } catch (LogException.Full e) {
            return Optional.of(e);
        }
    }

    private BodyFile fileFor(long number) throws IOException {
        if (growing.isPresent()) {
            BodyFile last = growing.get();
            if (last.end() < fileBytes && last.next() == number) {
                return last;
            }
            sealLast();
        }
        BodyFile file = BodyFile.create(disk, number);
        files.put(number, file);
        growing = Optional.of(file);
        return file;
    }

    private void sealLast() throws IOException {
        if (growing.isPresent() && growing.get().end() > 0) {
            BodyFile last = growing.get();
            last.seal();
            growing = Optional.empty();
            dropIfUnwanted(last);
        }
    }

    private synchronized void forget(List<HistoryRow> rows) throws IOException {
        Optional<BodyFile> sparsest = Optional.empty();
        for (HistoryRow row : rows) {
            Map.Entry<Long, BodyFile> entry = files.floorEntry(row.number());
            if (entry == null) {
                continue;
            }
            BodyFile file = entry.getValue();
            file.forget(row);
            if (growing.filter(file::equals).isEmpty()) {
                dropIfUnwanted(file);
                sparsest = file.isSparse() && file.isWanted() ? Optional.of(file) : sparsest;
            }
        }
        sparsest.filter(file -> !held.contains(file)).ifPresent(this::compact); // one is enough
    }

    private void dropIfUnwanted(BodyFile file) throws IOException {
        if (!file.isWanted() && files.remove(file.first(), file)) {
            if (held.contains(file)) {
                unwanted.add(file);
            } else {
                file.delete();
            }
        }
    }

    private void compact(BodyFile file) {
        try {
            files.replace(file.first(), file.compact());
        } catch (IOException e) {
            LOG.debug("history file={} stays as large as it is: {}", file.name(), e.toString());
        }
    }

    @Override
    public Optional<HistoryRow.Body> load(long number) {
        Optional<BodyFile> file = fileOf(number);
        try {
            return file.isPresent() ? file.get().read(number) : Optional.empty();
        } catch (IOException | CodecException e) {
            LOG.warn(
                    "history row={} file={} unreadable: {}",
                    number,
                    file.get().path(),
                    e.toString());
            throw new FaultException(
                    new Fault.Unavailable(
                            "what history row "
                                    + number
                                    + " says is damaged in "
                                    + file.get().path()
                                    + ": "
                                    + e.getMessage(),
                            "other rows can be read; a backup may have this one"));
        }
    }

    private synchronized Optional<BodyFile> fileOf(long number) {
        return Optional.ofNullable(files.floorEntry(number)).map(Map.Entry::getValue);
    }

    /**
     * All bodies until now, for a snapshot; they stay until it has linked them.
     *
     * <p>Order: while nothing is saved.
     */
    public synchronized Sealed seal() throws IOException {
        release();
        sealLast();
        held = List.copyOf(files.values());
        return new Sealed(held);
    }

    private synchronized void release() throws IOException {
        held = List.of();
        for (BodyFile file : unwanted) {
            file.delete();
        }
        unwanted.clear();
    }

    /** Sealed files at one moment. */
    public final class Sealed {
        private final List<BodyFile> sealed;

        private Sealed(List<BodyFile> sealed) {
            this.sealed = sealed;
        }

        /** Links them into a folder and lets go of them; returns their names there. Once. */
        public List<String> linkInto(Path folder) throws IOException {
            try {
                for (BodyFile file : sealed) {
                    link(file.path(), folder.resolve(file.name()));
                }
                return sealed.stream().map(BodyFile::name).toList();
            } finally {
                release();
            }
        }
    }

    /** Becomes what a snapshot has linked into this folder; of that, the bodies of these rows. */
    public synchronized void adopt(Path folder, List<HistoryRow> rows) throws IOException {
        release();
        for (BodyFile file : files.values()) {
            file.delete();
        }
        files.clear();
        growing = Optional.empty();
        for (String name : names(folder)) {
            OptionalLong first = BodyFile.first(name);
            if (first.isPresent()) {
                link(folder.resolve(name), disk.folder().resolve(name));
                files.put(first.getAsLong(), BodyFile.sealed(disk, first.getAsLong()));
            }
        }
        want(rows);
        for (BodyFile file : List.copyOf(files.values())) {
            dropIfUnwanted(file);
        }
    }

    /**
     * Those of these rows whose bodies are missing in a folder of a snapshot, or not as they were
     * written.
     */
    public static List<HistoryRow> unreadable(Path folder, List<HistoryRow> rows)
            throws IOException {
        Disk disk = FileDisk.at(folder, Histogram.ofTimes());
        TreeMap<Long, BodyFile> files = new TreeMap<>();
        for (String name : names(folder)) {
            OptionalLong first = BodyFile.first(name);
            if (first.isPresent()) {
                files.put(first.getAsLong(), BodyFile.sealed(disk, first.getAsLong()));
            }
        }
        return rows.stream()
                .filter(row -> !isReadable(files.floorEntry(row.number()), row.number()))
                .toList();
    }

    private static boolean isReadable(Map.@Nullable Entry<Long, BodyFile> file, long number) {
        try {
            return file != null && file.getValue().read(number).isPresent();
        } catch (IOException | CodecException _) {
            return false;
        }
    }

    private void want(List<HistoryRow> rows) {
        int lost = 0;
        for (HistoryRow row : rows) {
            Map.Entry<Long, BodyFile> file = files.floorEntry(row.number());
            if (file == null) {
                lost++;
            } else {
                file.getValue().want(row);
            }
        }
        if (lost > 0) {
            LOG.warn("history rows={} have no file in the snapshot: what they say is lost", lost);
        }
    }

    /** Where a file system has no links, a copy does as well. */
    private static void link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (UnsupportedOperationException | IOException e) {
            LOG.debug("copied: {}", e.toString());
            Files.copy(from, to);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        synchronized (this) {
            growing.ifPresent(HistoryFiles::close);
        }
    }

    private static void close(BodyFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("history was not closed: {}", e.toString());
        }
    }
}
