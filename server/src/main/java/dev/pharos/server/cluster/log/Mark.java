package dev.pharos.server.cluster.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How far the log has reached at least, in a file of its own: so a segment that is no longer there,
 * or shorter than it once was, is missed. A torn tail is part of what came after it, as it is
 * written only when a segment begins and when the log is cut at either end: never for a batch.
 *
 * <p>Magic (8 bytes), format version (4), era (4) and first index (8) of the last segment, index of
 * a record that has been synced (8), CRC32C of these (4); big-endian.
 *
 * @param segment the last one; no file of the log was made after it, but for one without a record
 * @param index one less than the first when there was no record
 */
record Mark(SegmentName segment, long index) {
    static final String FILE = "reach";
    private static final String UNBORN = FILE + ".new";
    private static final int BYTES = 36;
    private static final long MAGIC = 0x5048_4152_4f53_5243L; // PHAROSRC
    private static final int FORMAT = 1;

    /**
     * The one of that folder.
     *
     * @throws LogException.Damaged when it is not as it was written
     */
    static Optional<Mark> read(Disk disk, List<String> files) throws IOException {
        if (!files.contains(FILE)) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        try (Disk.Store store = disk.open(FILE)) {
            store.read(bytes.limit((int) Math.min(BYTES, store.size())), 0);
        }
        bytes.rewind();
        if (bytes.limit() == BYTES) {
            Mark mark =
                    new Mark(
                            new SegmentName(bytes.getInt(12), bytes.getLong(16)),
                            bytes.getLong(24));
            if (bytes.equals(mark.bytes())) {
                return Optional.of(mark);
            }
        }
        throw new LogException.Damaged(
                disk.folder().resolve(FILE),
                0,
                "this does not say how far a log reached, format 1");
    }

    /** In the place of the one before, atomically. Durable on return. */
    void write(Disk disk) throws IOException {
        try (Disk.Store store = disk.open(UNBORN)) {
            store.truncate(0);
            store.write(bytes(), 0);
            store.sync();
        }
        disk.rename(UNBORN, FILE);
    }

    private ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(MAGIC).putInt(FORMAT);
        bytes.putInt(segment.era()).putLong(segment.firstIndex()).putLong(index);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.duplicate().flip());
        return bytes.putInt((int) checksum.getValue()).flip();
    }

    /**
     * Refuses a log that lacks what this one knows of.
     *
     * @param segments of the newest era, in order
     */
    void require(Path folder, List<Segment> segments) throws LogException {
        Optional<Segment> last =
                segments.isEmpty() ? Optional.empty() : Optional.of(segments.getLast());
        if (last.filter(found -> found.name().era() > segment.era()).isPresent()) {
            return; // all that it knew of was given up
        }
        if (segments.stream().noneMatch(found -> found.name().equals(segment))) {
            throw new LogException.Damaged(
                    folder.resolve(segment.file()),
                    "is missing: the log has been there until record " + index + " at least");
        }
        if (last.isPresent() && last.get().lastIndex() < index) {
            throw new LogException.Damaged(
                    last.get().path(),
                    last.get().end(),
                    "record %d cannot be read, but the log has been there until record %d"
                            .formatted(last.get().lastIndex() + 1, index));
        }
    }
}
