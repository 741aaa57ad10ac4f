package dev.pharos.server.cluster.raft.snapshot;

import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The files of a snapshot; they stay as they are until this is closed. */
public final class SnapshotFiles implements Closeable {
    private final SnapshotReader reader;
    private final SnapshotMeta meta;

    private SnapshotFiles(SnapshotReader reader, SnapshotMeta meta) {
        this.reader = reader;
        this.meta = meta;
    }

    /** Those that the reader is open on. */
    public static SnapshotFiles of(SnapshotReader reader) throws IOException {
        SnapshotMeta meta = reader.load();
        if (meta == null) {
            reader.close();
            throw new IOException("the snapshot in " + reader.getPath() + " cannot be read");
        }
        return new SnapshotFiles(reader, meta);
    }

    public Path folder() {
        return Path.of(reader.getPath());
    }

    /** The names of all files in the folder that are the state's, in alphabetical order. */
    public List<String> names() {
        return reader.listFiles().stream().sorted().toList();
    }

    /** Of the last entry of the log whose effect is in it. */
    public long index() {
        return meta.getLastIncludedIndex();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
