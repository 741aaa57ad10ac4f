package dev.pharos.server.cluster.raft.history;

import dev.pharos.core.config.HistoryRow;
import dev.pharos.server.cluster.raft.codec.BodyCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A body as it lies in a file: CRC32C of all that follows (4 bytes), length of the body (4), number
 * of its row (8), the body; big-endian.
 */
record BodyRecord(HistoryRow row, ByteBuffer bytes) {
    static final int FRAME_BYTES = 16;
    private static final int CHECKSUM_BYTES = 4;

    static BodyRecord of(HistoryRow.Whole whole) {
        byte[] body = BodyCodec.encode(whole.body());
        ByteBuffer bytes = ByteBuffer.allocate(FRAME_BYTES + body.length);
        bytes.putInt(0).putInt(body.length).putLong(whole.row().number()).put(body).flip();
        return new BodyRecord(whole.row(), bytes.putInt(0, checksum(bytes)));
    }

    int size() {
        return bytes.limit();
    }

    /** How long the body is that a frame announces. */
    static int length(ByteBuffer frame) {
        return frame.getInt(CHECKSUM_BYTES);
    }

    /**
     * The body in a whole record.
     *
     * @throws IOException unless it is as it was written, under that number
     */
    static HistoryRow.Body decode(ByteBuffer record, long number) throws IOException {
        if (record.getInt(0) != checksum(record) || record.getLong(2 * CHECKSUM_BYTES) != number) {
            throw new IOException("its checksum does not fit");
        }
        return BodyCodec.decode(record.slice(FRAME_BYTES, record.limit() - FRAME_BYTES));
    }

    private static int checksum(ByteBuffer record) {
        CRC32C crc = new CRC32C();
        crc.update(record.slice(CHECKSUM_BYTES, record.limit() - CHECKSUM_BYTES));
        return (int) crc.getValue();
    }
}
