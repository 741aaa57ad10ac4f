package dev.pharos.server.cluster.raft;

import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.conf.ConfigurationEntry;
import com.alipay.sofa.jraft.conf.ConfigurationManager;
import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.entity.codec.LogEntryCodecFactory;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import dev.pharos.server.cluster.log.LogException;
import dev.pharos.server.cluster.log.LogSettings;
import dev.pharos.server.cluster.log.Room;
import dev.pharos.server.cluster.log.SegmentLog;
import dev.pharos.server.telemetry.meter.LogMeter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The library's log over segment files. A refusal of ours stops the library's node for good, and
 * nothing that was refused is acknowledged; so a disk that failed is a refusal, and a disk that is
 * full is none: then the library's disk thread waits here until there is room, and is told nothing.
 *
 * <p>Thread: the library's disk thread changes, any of its threads reads.
 */
public final class SegmentLogStorage implements LogStorage {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.raft");
    private static final long RETRY_MILLIS = 500;

    private final Opening opening;
    private final Room room;
    private volatile @Nullable Opened opened;

    /** Where the log comes from. */
    interface Opening {
        SegmentLog open(SegmentLog.Visitor visitor) throws IOException;
    }

    private record Opened(SegmentLog log, LogEntryCodecFactory codec, CountDownLatch closing) {
        Optional<LogEntry> entry(long index) throws IOException {
            Optional<byte[]> record = log.read(index);
            return record.isEmpty()
                    ? Optional.empty()
                    : Optional.of(decoded(codec, index, record.get()));
        }
    }

    private static LogEntry decoded(LogEntryCodecFactory codec, long index, byte[] record)
            throws IOException {
        LogEntry entry = codec.decoder().decode(record);
        if (entry == null) {
            throw new IOException("record " + index + " is not an entry of the Raft library");
        }
        return entry;
    }

    private interface Change {
        void in(SegmentLog log) throws LogException;
    }

    /** {@code meter}: hears how long the disk takes. */
    public SegmentLogStorage(Path folder, LogSettings settings, LogMeter meter, Room room) {
        this(visitor -> SegmentLog.open(folder, settings, meter.syncs(), visitor), room);
    }

    SegmentLogStorage(Opening opening, Room room) {
        this.opening = opening;
        this.room = room;
    }

    /**
     * Opens it.
     *
     * @throws UncheckedIOException in one line, what is wrong with it
     */
    @Override
    public boolean init(LogStorageOptions options) {
        LogEntryCodecFactory codec = options.getLogEntryCodecFactory();
        NavigableMap<Long, LogEntry> changes = new TreeMap<>();
        try {
            SegmentLog log =
                    opening.open(
                            (index, bytes) -> {
                                byte[] record = new byte[bytes.remaining()];
                                bytes.get(record);
                                LogEntry entry = decoded(codec, index, record);
                                if (entry.getType() == EntryType.ENTRY_TYPE_CONFIGURATION) {
                                    changes.put(index, entry);
                                }
                            });
            opened = new Opened(log, codec, new CountDownLatch(1));
            changes.values().stream()
                    .filter(entry -> entry.getId().getIndex() <= log.lastIndex())
                    .forEach(entry -> tell(entry, options.getConfigurationManager()));
            return true;
        } catch (IOException e) {
            shutdown();
            throw new UncheckedIOException(e);
        }
    }

    /** The library wants to know who the members were, from each entry that changed them. */
    private static void tell(LogEntry entry, ConfigurationManager configurations) {
        Configuration now = new Configuration(entry.getPeers(), entry.getLearners());
        Configuration before =
                entry.getOldPeers() == null
                        ? new Configuration()
                        : new Configuration(entry.getOldPeers(), entry.getOldLearners());
        configurations.add(new ConfigurationEntry(entry.getId(), now, before));
    }

    /** Also ends the wait for room, with a refusal. */
    @Override
    public void shutdown() {
        Opened last = opened;
        opened = null;
        if (last != null) {
            last.closing.countDown();
            try {
                last.log.close();
            } catch (IOException e) {
                LOG.warn("the log was not closed: {}", e.toString());
            }
        }
    }

    @Override
    public long getFirstLogIndex() {
        return open().log.firstIndex();
    }

    @Override
    public long getLastLogIndex() {
        return open().log.lastIndex();
    }

    @Override
    public @Nullable LogEntry getEntry(long index) {
        try {
            return open().entry(index).orElse(null);
        } catch (IOException e) {
            LOG.error("entry {} cannot be read: {}", index, e.getMessage());
            return null; // the library stops the node when it misses one
        }
    }

    @Override
    @Deprecated
    public long getTerm(long index) {
        LogEntry entry = getEntry(index);
        return entry == null ? 0 : entry.getId().getTerm();
    }

    @Override
    public boolean appendEntry(LogEntry entry) {
        return appendEntries(List.of(entry)) == 1;
    }

    /** All, or none. */
    @Override
    public int appendEntries(List<LogEntry> entries) {
        Opened now = opened;
        if (entries.isEmpty() || now == null) {
            return 0;
        }
        long index = entries.getFirst().getId().getIndex();
        long expected = now.log.lastIndex() + 1;
        if (index != expected) {
            LOG.error("entry {} cannot be appended (expected: {})", index, expected);
            return 0;
        }
        List<byte[]> records = entries.stream().map(now.codec.encoder()::encode).toList();
        return change(log -> log.append(records)) ? records.size() : 0;
    }

    @Override
    public boolean truncatePrefix(long firstIndexKept) {
        return change(log -> log.truncateBefore(firstIndexKept));
    }

    @Override
    public boolean truncateSuffix(long lastIndexKept) {
        return change(log -> log.truncateAfter(lastIndexKept));
    }

    @Override
    public boolean reset(long nextLogIndex) {
        return change(log -> log.reset(nextLogIndex));
    }

    private Opened open() {
        Opened now = opened;
        if (now == null) {
            throw new IllegalStateException("the log is closed");
        }
        return now;
    }

    private boolean change(Change change) {
        Opened now = opened;
        if (now == null) {
            return false;
        }
        try {
            change.in(now.log);
            return true;
        } catch (LogException.Full e) {
            LOG.error("nothing durable is taken until there is room: {}", e.getMessage());
            room.gone(e);
            return changeWhenThereIsRoom(change, now);
        } catch (LogException e) {
            return refuse(e);
        }
    }

    private boolean changeWhenThereIsRoom(Change change, Opened now) {
        try {
            while (!now.closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                if (fits(change, now.log)) {
                    LOG.info("there is room for the log again");
                    room.back();
                    return true;
                }
            }
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (LogException e) {
            return refuse(e);
        }
    }

    private static boolean fits(Change change, SegmentLog log) throws LogException {
        try {
            change.in(log);
            return true;
        } catch (LogException.Full _) {
            return false;
        }
    }

    private boolean refuse(LogException e) {
        if (opened != null) {
            LOG.error("nothing durable is taken any more: {}", e.getMessage());
        }
        return false;
    }
}
