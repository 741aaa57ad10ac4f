package dev.pharos.server.cluster.log;

import dev.pharos.server.telemetry.meter.Histogram;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records in an order, numbered without gaps, in segment files of one folder. Whatever returns has
 * made durable what it did. After a failure of the disk nothing more is taken, so what was not
 * synced is never acknowledged later; a full disk is no failure.
 *
 * <p>What a call that did not return has done: an append, a beginning of its batch; cutting from
 * either end, a part of that; a reset, all or nothing.
 *
 * <p>Thread: one at a time changes, any may read meanwhile. Do not interrupt either: a channel
 * closes when its thread is interrupted.
 */
public final class SegmentLog implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentLog.class);

    private final Disk disk;
    private final LogSettings settings;

    /**
     * Held to read, and to change which files and records there are; not while a batch is synced.
     */
    private final ReadWriteLock shape = new ReentrantReadWriteLock();

    /** Oldest first, never empty once open. */
    private final List<Segment> segments = new ArrayList<>();

    private boolean sound = true;
    private IOException failure = new IOException("a change was not finished");

    private SegmentLog(Disk disk, LogSettings settings) {
        this.disk = disk;
        this.settings = settings;
    }

    /** Who looks at the records while a log is opened, which reads all of them anyway. */
    public interface Visitor {
        /** One of them, in no order. The bytes are the log's again afterwards. */
        void record(long index, ByteBuffer bytes) throws IOException;
    }

    /**
     * The log of that folder, or a new one whose first record will have index 1.
     *
     * @param syncs hears how long the disk takes
     * @throws LogException.Damaged when what was once synced is not there any more
     */
    public static SegmentLog open(
            Path folder, LogSettings settings, Histogram syncs, Visitor visitor)
            throws IOException {
        return open(FileDisk.at(folder, syncs), settings, visitor);
    }

    static SegmentLog open(Disk disk, LogSettings settings, Visitor visitor) throws IOException {
        SegmentLog log = new SegmentLog(disk, settings);
        try {
            log.recover(visitor);
            return log;
        } catch (IOException e) {
            log.close();
            throw e;
        }
    }

    private void recover(Visitor visitor) throws IOException {
        List<String> files = disk.names();
        List<SegmentName> names =
                files.stream().flatMap(f -> SegmentName.parse(f).stream()).sorted().toList();
        Optional<Mark> mark = Mark.read(disk, files);
        int era = names.isEmpty() ? 1 : names.getLast().era();
        Optional<SegmentName> next = Optional.empty();
        for (SegmentName name : names.reversed()) {
            if (name.era() == era) {
                segments.addFirst(Segment.open(disk, new SegmentScan.Part(name, next, visitor)));
                next = Optional.of(name);
            }
        }
        if (mark.isPresent()) {
            mark.get().require(disk.folder(), segments);
        } else {
            begin();
        }
        if (mark.filter(known -> known.segment().equals(segments.getLast().name())).isEmpty()) {
            remember(); // a segment was being made when the process ended
        }
        cutTails();
        for (String file : files) {
            if (Segment.isUnborn(file)
                    || SegmentName.parse(file).filter(name -> name.era() < era).isPresent()) {
                disk.delete(file);
            }
        }
    }

    /** There is no mark: either the log is new, or the mark is lost. */
    private void begin() throws IOException {
        SegmentName first = new SegmentName(1, 1);
        if (segments.isEmpty()) {
            segments.add(Segment.create(disk, first));
        }
        Segment only = segments.getLast();
        if (!only.name().equals(first) || !only.isEmpty()) {
            throw new LogException.Damaged(
                    disk.folder().resolve(Mark.FILE),
                    "is missing beside a log: it says how far that has reached");
        }
    }

    /** Durable on return. */
    private void remember() throws IOException {
        Segment last = segments.getLast();
        new Mark(last.name(), last.lastIndex()).write(disk);
    }

    private void cutTails() throws IOException {
        Segment last = segments.getLast();
        for (Segment segment : segments) {
            if (segment.cutTail() && segment.equals(last)) {
                LOG.warn(
                        "log tail cut: file={} offset={} lastIndex={}; what was there is part of a"
                                + " write that did not finish and was not acknowledged",
                        last.path(),
                        last.end(),
                        last.lastIndex());
            }
        }
        last.sync(); // what a process wrote that was killed before it could sync
    }

    /** Index of the oldest record, or of the next when there is none. */
    public long firstIndex() {
        shape.readLock().lock();
        try {
            return segments.getFirst().firstIndex();
        } finally {
            shape.readLock().unlock();
        }
    }

    /** Index of the newest durable record; one less than the first when there is none. */
    public long lastIndex() {
        shape.readLock().lock();
        try {
            return segments.getLast().lastIndex();
        } finally {
            shape.readLock().unlock();
        }
    }

    /**
     * The record of that index; empty when it is not, or no longer, or not yet durably there.
     *
     * @throws LogException.Damaged when it is not as it was written
     */
    public Optional<byte[]> read(long index) throws IOException {
        shape.readLock().lock();
        try {
            for (Segment segment : segments.reversed()) {
                if (segment.firstIndex() <= index && index <= segment.lastIndex()) {
                    return Optional.of(segment.read(index));
                }
            }
            return Optional.empty();
        } finally {
            shape.readLock().unlock();
        }
    }

    /**
     * Adds records behind the last, as one batch: one write and one sync.
     *
     * @throws LogException.Full when there is no room; the same batch may be tried again
     */
    public synchronized void append(List<byte[]> records) throws LogException {
        if (!records.isEmpty()) {
            change(() -> segmentFor(records).append(records, settings.reservedBytes()));
        }
    }

    private Segment segmentFor(List<byte[]> records) throws IOException {
        Segment last = segments.getLast();
        long bytes = records.stream().mapToLong(record -> Frame.BYTES + record.length).sum();
        if (last.isEmpty() || last.end() + bytes <= settings.segmentBytes()) {
            return last;
        }
        SegmentName next = new SegmentName(last.name().era(), last.lastIndex() + 1);
        Segment segment = create(next);
        shape.writeLock().lock();
        try {
            segments.add(segment);
        } finally {
            shape.writeLock().unlock();
        }
        return segment;
    }

    /** A new last segment; it has no record before the mark tells of it. */
    private Segment create(SegmentName name) throws IOException {
        Segment segment = Segment.create(disk, name);
        try {
            new Mark(name, name.firstIndex() - 1).write(disk);
            return segment;
        } catch (LogException.Full e) {
            segment.close();
            disk.delete(name.file());
            throw e;
        }
    }

    /**
     * Gives up records before that index, by whole segments: the first index may stay below it.
     * When that is all of them, the next one has that index.
     */
    public synchronized void truncateBefore(long index) throws LogException {
        if (index > lastIndex() && index > firstIndex()) {
            reset(index);
            return;
        }
        reshape(
                () -> {
                    while (segments.size() > 1 && segments.get(1).firstIndex() <= index) {
                        delete(segments.getFirst());
                    }
                    rememberWhenThereIsRoom();
                });
    }

    /** What the mark says stays true. */
    private void rememberWhenThereIsRoom() throws IOException {
        try {
            remember();
        } catch (LogException.Full e) {
            LOG.debug("the mark stays where it is: {}", e.getMessage());
        }
    }

    /**
     * Gives up the records behind that index. What follows goes to a new segment, which supersedes
     * them: a file is never cut in place first, for a disk may keep any part of such a cut.
     *
     * @throws LogException.Full when there is no room; the same may be tried again
     */
    public synchronized void truncateAfter(long index) throws LogException {
        if (index >= lastIndex()) {
            return;
        }
        if (index < firstIndex()) {
            reset(index + 1);
            return;
        }
        reshape(
                () -> {
                    Segment last = lastWith(index);
                    new Mark(last.name(), index).write(disk);
                    while (!segments.getLast().equals(last)) {
                        delete(segments.getLast());
                    }
                    if (last.lastIndex() > index) {
                        segments.add(create(new SegmentName(last.name().era(), index + 1)));
                        last.cutAfter(index);
                    }
                });
    }

    private Segment lastWith(long index) {
        Segment last = segments.getFirst();
        for (Segment segment : segments) {
            last = segment.firstIndex() <= index ? segment : last;
        }
        return last;
    }

    /**
     * Gives up every record; the next one has that index.
     *
     * @throws LogException.Full when there is no room; the same may be tried again
     */
    public synchronized void reset(long nextIndex) throws LogException {
        if (nextIndex < 1) {
            throw new IllegalArgumentException("nextIndex: " + nextIndex + " (expected: from 1)");
        }
        reshape(
                () -> {
                    int era = segments.getLast().name().era() + 1;
                    segments.add(create(new SegmentName(era, nextIndex)));
                    while (segments.size() > 1) {
                        delete(segments.getFirst());
                    }
                });
    }

    private void delete(Segment segment) throws IOException {
        segments.remove(segment);
        segment.close();
        disk.delete(segment.name().file());
    }

    private interface Change {
        void run() throws IOException;
    }

    private void reshape(Change change) throws LogException {
        shape.writeLock().lock();
        try {
            change(change);
        } finally {
            shape.writeLock().unlock();
        }
    }

    /** Whatever leaves a change half done, an error of the program too, is the end of changes. */
    private void change(Change change) throws LogException {
        if (!sound) {
            throw new LogException.Failed(disk.folder(), failure);
        }
        sound = false;
        try {
            change.run();
            sound = true;
        } catch (LogException.Full e) {
            sound = true;
            throw e;
        } catch (IOException e) {
            failure = e;
            throw new LogException.Failed(disk.folder(), e);
        }
    }

    /** What is durable stays so; a change after this fails. */
    @Override
    public synchronized void close() throws IOException {
        shape.writeLock().lock();
        try {
            for (Segment segment : segments) {
                segment.close();
            }
        } finally {
            shape.writeLock().unlock();
        }
    }
}
