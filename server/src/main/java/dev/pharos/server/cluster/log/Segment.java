package dev.pharos.server.cluster.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One file of the log: header, records without gaps, and zeros to its end. Where the records end, a
 * file is filled with zeros some way ahead: syncing what lies within a file takes half the time
 * that it takes to sync a file that grows.
 *
 * <p>One writer; any number of readers beside an append, none beside {@link #cutAfter}.
 */
final class Segment implements Closeable {
    private static final String UNBORN = ".new";

    private final SegmentName name;
    private final Path path;
    private final Disk.Store store;

    /** Where each record begins, and behind the last one where the next will. */
    private int[] offsets;

    /** Of records; written last, so that who has read it may read as many offsets, and one more. */
    private volatile int count;

    private long size;
    private boolean torn;

    private Segment(SegmentName name, Path path, Disk.Store store, SegmentScan scan)
            throws IOException {
        this.name = name;
        this.path = path;
        this.store = store;
        this.offsets = scan.offsets();
        this.count = scan.count();
        this.size = scan.size();
        this.torn = scan.isTorn();
    }

    /** A file with a header and no record; it gets its name when the header is durable. */
    static Segment create(Disk disk, SegmentName name) throws IOException {
        String unborn = name.file() + UNBORN;
        Disk.Store store = disk.open(unborn);
        try {
            store.truncate(0);
            store.write(name.header(), 0);
            store.sync();
            disk.rename(unborn, name.file());
        } finally {
            store.close();
        }
        return open(disk, new SegmentScan.Part(name, Optional.empty(), (_, _) -> {}));
    }

    static Segment open(Disk disk, SegmentScan.Part part) throws IOException {
        SegmentName name = part.name();
        Path path = disk.folder().resolve(name.file());
        Disk.Store store = disk.open(name.file());
        try {
            return new Segment(name, path, store, SegmentScan.of(store, part, path));
        } catch (IOException e) {
            store.close();
            throw e;
        }
    }

    /** Whether a file of this name was being created when the process ended. */
    static boolean isUnborn(String file) {
        return file.endsWith(UNBORN);
    }

    SegmentName name() {
        return name;
    }

    Path path() {
        return path;
    }

    long firstIndex() {
        return name.firstIndex();
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** One less than the first when there is no record. */
    long lastIndex() {
        return name.firstIndex() + count - 1;
    }

    /** Unit: bytes to the end of the last record. */
    long end() {
        return offsets[count];
    }

    /**
     * Writes a batch and syncs it.
     *
     * @throws LogException.Full when there is no room; then nothing of it is in the file
     */
    void append(List<byte[]> records, int reservedBytes) throws IOException {
        int grown = count + records.size();
        if (grown >= offsets.length) {
            offsets = Arrays.copyOf(offsets, Math.max(grown + 1, 2 * offsets.length));
        }
        ByteBuffer batch = encode(records, reservedBytes);
        size = Math.max(size, end() + batch.remaining());
        try {
            store.write(batch, end());
        } catch (LogException.Full e) {
            truncate(); // a later, shorter batch would leave the rest of this one behind itself
            throw e;
        }
        store.sync();
        count = grown;
    }

    private ByteBuffer encode(List<byte[]> records, int reservedBytes) {
        long bytes = records.stream().mapToLong(record -> Frame.BYTES + record.length).sum();
        long until = end() + bytes;
        if (until > size) {
            until += reservedBytes - until % reservedBytes;
        }
        ByteBuffer batch = ByteBuffer.allocate(Math.toIntExact(until - end()));
        for (int place = 0; place < records.size(); place++) {
            byte[] record = records.get(place);
            batch.put(Frame.encode(lastIndex() + 1 + place, place, record)).put(record);
            offsets[count + place + 1] = Math.toIntExact(end() + batch.position());
        }
        return batch.rewind();
    }

    /** The record of that index, which must be one of this segment's. */
    byte[] read(long index) throws IOException {
        int place = Math.toIntExact(index - name.firstIndex());
        int from = offsets[place];
        ByteBuffer bytes = ByteBuffer.allocate(offsets[place + 1] - from);
        store.read(bytes, from);
        Optional<byte[]> record = Frame.decode(bytes.flip(), index);
        if (record.isEmpty()) {
            throw new LogException.Damaged(path, from, "record " + index + " cannot be read");
        }
        return record.get();
    }

    /** Forgets the records behind the index, durably. */
    void cutAfter(long index) throws IOException {
        count = Math.toIntExact(index - name.firstIndex() + 1);
        truncate();
    }

    /**
     * Takes away what lies behind the last record: the rest of a batch that was never synced, or
     * what the next segment supersedes.
     *
     * @return whether there was anything
     */
    boolean cutTail() throws IOException {
        if (!torn) {
            return false;
        }
        truncate();
        torn = false;
        return true;
    }

    void sync() throws IOException {
        store.sync();
    }

    private void truncate() throws IOException {
        store.truncate(end());
        store.sync();
        size = end();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
