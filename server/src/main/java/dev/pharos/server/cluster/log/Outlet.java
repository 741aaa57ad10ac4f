package dev.pharos.server.cluster.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Collects what is written to a file one after the other, so that a batch is one write. */
final class Outlet {
    private final Disk.Store store;
    private final ByteBuffer buffer;
    private long written;

    /** Writes from the offset on, through the buffer. */
    Outlet(Disk.Store store, ByteBuffer buffer, long offset) {
        this.store = store;
        this.buffer = buffer.clear();
        this.written = offset;
    }

    long offset() {
        return written + buffer.position();
    }

    void put(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int count = Math.min(buffer.remaining(), bytes.remaining());
            buffer.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
        }
    }

    void flush() throws IOException {
        store.write(buffer.flip(), written);
        written += buffer.limit();
        buffer.clear();
    }
}
