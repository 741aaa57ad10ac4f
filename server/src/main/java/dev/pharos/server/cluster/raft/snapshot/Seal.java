package dev.pharos.server.cluster.raft.snapshot;

import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.storage.snapshot.Snapshot;
import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.PartFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What a snapshot is, once more and with a checksum: the library's own file, which says up to which
 * entry the state has the log, has none. It is this node's alone, and no part of what is sent.
 *
 * @param index of the last entry in the snapshot
 * @param term of that entry
 * @param checksum CRC32C of the library's file
 */
record Seal(long index, long term, int checksum) {
    static final String FILE = "seal";
    private static final PartFile.Kind KIND =
            new PartFile.Kind("seal of a snapshot", 0x504841524f53534cL, 1); // "PHAROSSL"
    private static final int BYTES = 2 * Long.BYTES + Integer.BYTES;

    /** Of what the library says in that folder. */
    static Seal of(Path folder, SnapshotMeta meta) throws IOException {
        return new Seal(
                meta.getLastIncludedIndex(), meta.getLastIncludedTerm(), checksum(meta(folder)));
    }

    static int checksum(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(Files.readAllBytes(file));
        return (int) crc.getValue();
    }

    static Path meta(Path folder) {
        return folder.resolve(Snapshot.JRAFT_SNAPSHOT_META_FILE);
    }

    /**
     * The one in that folder.
     *
     * @throws IOException in one line, what is wrong with it
     */
    static Seal read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            throw new IOException(file + " is missing");
        }
        List<Seal> seals = new ArrayList<>();
        new PartFile(file, KIND).read(part -> seals.add(decode(part)));
        if (seals.size() != 1) {
            throw new IOException(file + " is damaged: it has " + seals.size() + " parts");
        }
        return seals.getFirst();
    }

    private static Seal decode(ByteBuffer part) {
        ByteReader reader = new ByteReader(part);
        Seal seal = new Seal(reader.number(), reader.number(), reader.whole());
        reader.end();
        return seal;
    }

    /** The caller makes it durable. */
    void write(Path folder) throws IOException {
        byte[] part =
                ByteBuffer.allocate(BYTES).putLong(index).putLong(term).putInt(checksum).array();
        new PartFile(folder.resolve(FILE), KIND).write(parts -> parts.accept(part));
    }
}
