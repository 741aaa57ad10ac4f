package dev.pharos.server.cluster.raft.member;

import com.alipay.sofa.jraft.JRaftServiceFactory;
import com.alipay.sofa.jraft.entity.codec.LogEntryCodecFactory;
import com.alipay.sofa.jraft.entity.codec.v2.LogEntryV2CodecFactory;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import com.alipay.sofa.jraft.storage.RaftMetaStorage;
import com.alipay.sofa.jraft.storage.SnapshotStorage;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import dev.pharos.server.cluster.raft.snapshot.SnapshotFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Gives the library our log and our votes; where snapshots lie is nearly its own affair. */
final class Storages implements JRaftServiceFactory {
    private final LogStorage log;
    private final VoteStorage votes;
    private volatile @Nullable SnapshotStorage snapshots;

    Storages(LogStorage log, VoteStorage votes) {
        this.log = log;
        this.votes = votes;
    }

    /** The newest snapshot, which stays until the reader is closed. */
    SnapshotReader newestSnapshot() throws IOException {
        SnapshotStorage storage = snapshots;
        SnapshotReader reader = storage == null ? null : storage.open();
        if (reader == null) {
            throw new IOException("there is no snapshot");
        }
        return reader;
    }

    VoteStorage votes() {
        return votes;
    }

    @Override
    public LogStorage createLogStorage(String uri, RaftOptions options) {
        return log;
    }

    @Override
    public SnapshotStorage createSnapshotStorage(NodeOptions options) {
        SnapshotFolder storage =
                new SnapshotFolder(
                        Path.of(options.getSnapshotUri()),
                        options.getRaftOptions(),
                        Path.of(options.getLogUri()),
                        log::getFirstLogIndex);
        snapshots = storage;
        return storage;
    }

    @Override
    public RaftMetaStorage createRaftMetaStorage(String uri, RaftOptions options) {
        return votes;
    }

    @Override
    public LogEntryCodecFactory createLogEntryCodecFactory() {
        return LogEntryV2CodecFactory.getInstance();
    }
}
