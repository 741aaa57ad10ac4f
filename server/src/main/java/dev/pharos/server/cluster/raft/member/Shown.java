package dev.pharos.server.cluster.raft.member;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.cluster.log.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to which entry of the log this member shows what the log says: 8 bytes of name and version,
 * the index, and a CRC32C of all before. What it has shown is committed and stays so, and after a
 * start there may be nobody who says so.
 *
 * <p>Written before an entry is shown, and never synced: with the end of a process nothing of it is
 * lost, with that of a machine some seconds. A file that cannot be read is as good as none.
 */
public final class Shown {
    private static final String FILE = "shown";
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.raft");
    private static final byte[] HEAD = "PHSHOW\0\1".getBytes(UTF_8);
    private static final int SIZE = 2 * Long.BYTES + Integer.BYTES;

    private final Disk disk;
    private long last;
    private boolean recording;
    private Disk.@Nullable Store store;
    private boolean failing;
    private volatile boolean thereAgain;

    public Shown(Disk disk) {
        this.disk = disk;
    }

    /** Up to where it has shown the log before this start; empty when nobody knows. Blocks. */
    public synchronized OptionalLong before() throws IOException {
        if (!disk.names().contains(FILE)) {
            return OptionalLong.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        open().read(bytes, 0);
        bytes.flip();
        recording =
                bytes.limit() == SIZE
                        && bytes.slice(0, HEAD.length).equals(ByteBuffer.wrap(HEAD))
                        && bytes.getInt(SIZE - Integer.BYTES) == crc(bytes);
        if (!recording) {
            LOG.warn("{} cannot be read: what is durable is shown when a leader is heard", file());
            return OptionalLong.empty();
        }
        last = bytes.getLong(HEAD.length);
        return OptionalLong.of(last);
    }

    /** All that it has shown before it shows again. */
    public void thereAgain() {
        thereAgain = true;
    }

    /** Whether it does. */
    public boolean isThereAgain() {
        return thereAgain;
    }

    /** From now on it shows its state. */
    public synchronized void begin() {
        recording = true;
        write();
    }

    /** It is about to show this entry. */
    public synchronized void reached(long index) {
        last = index;
        if (recording) {
            write();
        }
    }

    private void write() {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE).put(HEAD).putLong(last);
        bytes.putInt(crc(bytes)).flip();
        try {
            open().write(bytes, 0);
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn(
                        "after a start without a majority this node shows what it shows now, and"
                                + " not what comes: {} cannot be written: {}",
                        file(),
                        e.toString());
            }
            failing = true;
        }
    }

    private Disk.Store open() throws IOException {
        Disk.Store now = store;
        if (now == null) {
            now = disk.open(FILE);
            store = now;
        }
        return now;
    }

    private Path file() {
        return disk.folder().resolve(FILE);
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, SIZE - Integer.BYTES));
        return (int) crc.getValue();
    }

    /** It shows nothing any more. */
    public synchronized void close() {
        recording = false;
        Disk.Store now = store;
        store = null;
        try {
            if (now != null) {
                now.close();
            }
        } catch (IOException e) {
            LOG.warn("closing {}: {}", file(), e.toString());
        }
    }
}
