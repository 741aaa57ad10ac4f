package dev.pharos.server.cluster.log;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What stands before a record's bytes in a file: CRC32C of all that follows (4 bytes), length of
 * the record (4), index (8), place (4); big-endian. No frame is all zeros, for indexes begin at 1.
 *
 * @param length of the record alone
 * @param place how many records of the same batch stand before it. Of a batch that was not synced
 *     any part may reach the disk, also the end without the beginning; but a batch is written only
 *     when all before it are synced. So the place tells a torn tail from a rotten middle.
 */
record Frame(int length, long index, int place) {
    static final int BYTES = 20;
    private static final int CHECKSUM_BYTES = 4;

    /** The frame of the record, with nothing of the record itself. */
    static ByteBuffer encode(long index, int place, byte[] record) {
        ByteBuffer frame = ByteBuffer.allocate(BYTES);
        frame.putInt(0).putInt(record.length).putLong(index).putInt(place).flip();
        CRC32C checksum = new CRC32C();
        checksum.update(frame.slice(CHECKSUM_BYTES, BYTES - CHECKSUM_BYTES));
        checksum.update(record);
        return frame.putInt(0, (int) checksum.getValue());
    }

    /** What claims to be a frame at the buffer's position. */
    static Frame peek(ByteBuffer bytes) {
        int at = bytes.position() + CHECKSUM_BYTES;
        return new Frame(bytes.getInt(at), bytes.getLong(at + 4), bytes.getInt(at + 12));
    }

    /** The record of that index, if exactly that fills the buffer. */
    static Optional<byte[]> decode(ByteBuffer bytes, long index) {
        if (bytes.remaining() < BYTES) {
            return Optional.empty();
        }
        Frame frame = peek(bytes);
        if (frame.index != index || frame.size() != bytes.remaining() || !frame.isWhole(bytes)) {
            return Optional.empty();
        }
        byte[] record = new byte[frame.length];
        bytes.get(bytes.position() + BYTES, record);
        return Optional.of(record);
    }

    /** Whether the record that begins at the buffer's position is as it was written. */
    boolean isWhole(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        int covered = BYTES - CHECKSUM_BYTES + length;
        checksum.update(bytes.slice(bytes.position() + CHECKSUM_BYTES, covered));
        return bytes.getInt(bytes.position()) == (int) checksum.getValue();
    }

    /** Unit: bytes of frame and record. */
    long size() {
        return BYTES + (long) length;
    }

    /** The index of the first record of its batch. */
    long batchIndex() {
        return index - place;
    }
}
