package dev.pharos.server.cluster.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads a segment from front to back, and judges what follows its last whole record: zeros that
 * were reserved; a torn tail, of which nothing was acknowledged; or a rotten middle, when a record
 * of a later batch is there, in this file or the next. A batch is written only when all before it
 * are synced, so then something that was synced is lost, and the file is refused.
 */
final class SegmentScan {
    private static final int WINDOW_BYTES = 256 << 10;

    private final Disk.Store store;
    private final SegmentName name;
    private final SegmentLog.Visitor visitor;
    private final long size;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowOffset;
    private int[] offsets = {SegmentName.HEADER_BYTES};
    private int count;

    /**
     * What is read.
     *
     * @param next the segment that follows; what this one has from its first index on is superseded
     */
    record Part(SegmentName name, Optional<SegmentName> next, SegmentLog.Visitor visitor) {}

    private SegmentScan(Disk.Store store, SegmentName name, SegmentLog.Visitor visitor)
            throws IOException {
        this.store = store;
        this.name = name;
        this.visitor = visitor;
        this.size = store.size();
    }

    /**
     * Reads all records.
     *
     * @param part the segment, what follows it, and who looks at its records
     * @throws LogException.Damaged unless this is the file of that name, and lacks nothing
     */
    static SegmentScan of(Disk.Store store, Part part, Path path) throws IOException {
        SegmentName name = part.name();
        Optional<SegmentName> next = part.next();
        SegmentScan scan = new SegmentScan(store, name, part.visitor());
        if (!scan.bytesAt(0, SegmentName.HEADER_BYTES).equals(name.header())) {
            throw new LogException.Damaged(
                    path, 0, "this is not the header of a segment, format 1");
        }
        long limit = next.map(SegmentName::firstIndex).orElse(Long.MAX_VALUE);
        while (scan.nextIndex() < limit && scan.step()) {}
        Optional<String> proof = next.filter(_ -> scan.nextIndex() < limit).map(SegmentName::file);
        if (next.isEmpty()) {
            proof = scan.findLaterBatch().map(frame -> "record " + frame.index());
        }
        if (proof.isPresent()) {
            String what =
                    "record %d cannot be read, but %s, which is later, can"
                            .formatted(scan.nextIndex(), proof.get());
            throw new LogException.Damaged(path, scan.end(), what);
        }
        return scan;
    }

    int[] offsets() {
        return offsets;
    }

    int count() {
        return count;
    }

    long size() {
        return size;
    }

    /** Whether anything but zeros follows the last record. */
    boolean isTorn() throws IOException {
        for (long at = end(); at < size; at++) {
            if (bytesAt(at, 1).get() != 0) {
                return true;
            }
        }
        return false;
    }

    private long end() {
        return offsets[count];
    }

    private long nextIndex() {
        return name.firstIndex() + count;
    }

    private boolean step() throws IOException {
        Optional<Frame> frame = frameAt(end(), f -> f.index() == nextIndex());
        if (frame.isEmpty()) {
            return false;
        }
        if (count + 1 == offsets.length) {
            offsets = Arrays.copyOf(offsets, Math.max(64, 2 * offsets.length));
        }
        int size = Math.toIntExact(frame.get().size());
        offsets[count + 1] = Math.toIntExact(end() + size);
        ByteBuffer record = bytesAt(end(), size).slice(Frame.BYTES, size - Frame.BYTES);
        visitor.record(nextIndex(), record.asReadOnlyBuffer());
        count++;
        return true;
    }

    /** A record that proves the loss of the one that should come next. */
    private Optional<Frame> findLaterBatch() throws IOException {
        long indexMax = nextIndex() + (size - end()) / Frame.BYTES;
        for (long at = end(); at < size; at++) {
            Optional<Frame> frame =
                    frameAt(at, f -> f.batchIndex() > nextIndex() && f.index() <= indexMax);
            if (frame.isPresent()) {
                return frame;
            }
        }
        return Optional.empty();
    }

    /** A frame that is wanted and whose record is whole. */
    private Optional<Frame> frameAt(long offset, Predicate<Frame> wanted) throws IOException {
        ByteBuffer bytes = bytesAt(offset, Frame.BYTES);
        if (bytes.remaining() < Frame.BYTES) {
            return Optional.empty();
        }
        Frame frame = Frame.peek(bytes);
        boolean plausible =
                frame.length() >= 0
                        && frame.place() >= 0
                        && frame.size() <= size - offset
                        && wanted.test(frame);
        return plausible && frame.isWhole(bytesAt(offset, (int) frame.size()))
                ? Optional.of(frame)
                : Optional.empty();
    }

    /** That many bytes, or as many as there are. */
    private ByteBuffer bytesAt(long offset, int length) throws IOException {
        int available = (int) Math.min(length, size - offset);
        if (offset < windowOffset || offset + available > windowOffset + window.limit()) {
            int wanted = (int) Math.min(Math.max(length, WINDOW_BYTES), size - offset);
            if (window.capacity() < wanted) {
                window = ByteBuffer.allocate(wanted);
            }
            store.read(window.clear().limit(wanted), offset);
            window.flip();
            windowOffset = offset;
        }
        return window.slice((int) (offset - windowOffset), available);
    }
}
