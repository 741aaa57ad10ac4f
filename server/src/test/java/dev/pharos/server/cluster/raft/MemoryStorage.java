package dev.pharos.server.cluster.raft;

import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.conf.ConfigurationEntry;
import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A log that outlives its member, and whose disk the test may hold or break. */
public final class MemoryStorage implements LogStorage {
    private final NavigableMap<Long, LogEntry> entries = new TreeMap<>();
    private final Semaphore disk = new Semaphore(1);
    private Optional<Path> folder = Optional.empty();
    private long first = 1;
    private volatile boolean broken;

    /** The same; in the folder will be a sign that there is a log. */
    MemoryStorage in(Path sign) {
        folder = Optional.of(sign);
        return this;
    }

    /** From now on nothing is written until {@link #release}. */
    public void hold() {
        disk.acquireUninterruptibly();
    }

    public void release() {
        disk.release();
    }

    /** From now on every write fails. */
    public void breakDisk() {
        broken = true;
    }

    public synchronized int size() {
        return entries.size();
    }

    @Override
    public synchronized boolean init(LogStorageOptions options) {
        folder.ifPresent(MemoryStorage::sign);
        for (LogEntry entry : entries.values()) {
            if (entry.getType() == EntryType.ENTRY_TYPE_CONFIGURATION) {
                options.getConfigurationManager()
                        .add(
                                new ConfigurationEntry(
                                        entry.getId(),
                                        new Configuration(entry.getPeers()),
                                        new Configuration()));
            }
        }
        return true;
    }

    /** As if the log were in that folder. */
    static void sign(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("elsewhere"), "in memory");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void shutdown() {}

    @Override
    public synchronized long getFirstLogIndex() {
        return first;
    }

    @Override
    public synchronized long getLastLogIndex() {
        return entries.isEmpty() ? first - 1 : entries.lastKey();
    }

    @Override
    public synchronized @Nullable LogEntry getEntry(long index) {
        return entries.get(index);
    }

    @Override
    @Deprecated
    public synchronized long getTerm(long index) {
        LogEntry entry = entries.get(index);
        return entry == null ? 0 : entry.getId().getTerm();
    }

    @Override
    public boolean appendEntry(LogEntry entry) {
        return appendEntries(List.of(entry)) == 1;
    }

    @Override
    public int appendEntries(List<LogEntry> added) {
        disk.acquireUninterruptibly();
        disk.release();
        if (broken) {
            return 0;
        }
        synchronized (this) {
            added.forEach(entry -> entries.put(entry.getId().getIndex(), entry));
        }
        return added.size();
    }

    @Override
    public synchronized boolean truncatePrefix(long firstIndexKept) {
        entries.headMap(firstIndexKept).clear();
        first = firstIndexKept;
        return true;
    }

    @Override
    public synchronized boolean truncateSuffix(long lastIndexKept) {
        entries.tailMap(lastIndexKept, false).clear();
        return true;
    }

    @Override
    public synchronized boolean reset(long nextLogIndex) {
        entries.clear();
        first = nextLogIndex;
        return true;
    }
}
