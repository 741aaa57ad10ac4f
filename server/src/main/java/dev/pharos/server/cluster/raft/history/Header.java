package dev.pharos.server.cluster.raft.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a side file begins with: magic number (8 bytes), format version (4), number of the first row
 * (8), CRC32C of these (4); big-endian.
 */
final class Header {
    static final int BYTES = 24;
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.raft");
    private static final long MAGIC = 0x5048_4152_4f53_4842L; // PHAROSHB
    private static final int VERSION = 1;
    private static final int VERSION_AT = 8;
    private static final int CHECKSUM_AT = 20;

    private Header() {}

    static ByteBuffer of(long first) {
        return of(VERSION, first);
    }

    /**
     * Damage costs rows, which is said here and, of each, when it is read; a format that is not
     * known would cost all of them.
     *
     * @throws IOException when a newer Pharos has written it
     */
    static void check(Path file, ByteBuffer found, long first) throws IOException {
        int version = found.getInt(VERSION_AT);
        if (!found.equals(of(version, first))) {
            LOG.warn("history file={} is damaged: some of its rows may not be readable", file);
        } else if (version != VERSION) {
            throw new IOException(
                    file
                            + " has version "
                            + version
                            + " (expected: "
                            + VERSION
                            + "; a newer Pharos has written it)");
        }
    }

    static ByteBuffer of(int version, long first) {
        ByteBuffer header = ByteBuffer.allocate(BYTES);
        header.putLong(MAGIC).putInt(version).putLong(first);
        CRC32C checksum = new CRC32C();
        checksum.update(header.slice(0, CHECKSUM_AT));
        return header.putInt((int) checksum.getValue()).flip();
    }
}
