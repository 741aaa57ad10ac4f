package dev.pharos.server.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.alipay.sofa.jraft.conf.ConfigurationManager;
import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.entity.LogId;
import com.alipay.sofa.jraft.entity.codec.v2.LogEntryV2CodecFactory;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import dev.pharos.server.cluster.log.LogException;
import dev.pharos.server.cluster.log.LogSettings;
import dev.pharos.server.cluster.log.Room;
import dev.pharos.server.cluster.log.SimDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the library is told of a disk that is full, and of one that fails. */
final class SegmentLogStorageTest {
    private static final LogSettings SETTINGS = new LogSettings(1 << 10);

    private final SimDisk disk = new SimDisk(1);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final SegmentLogStorage storage = storage(each -> disk.log(SETTINGS, each));

    SegmentLogStorageTest() {
        assertThat(storage.init(options())).isTrue();
        assertThat(storage.appendEntry(entry(1))).isTrue();
    }

    @AfterEach
    void close() {
        storage.shutdown();
    }

    @Test
    void theLibraryWaitsForRoom() {
        disk.limit(disk.usedBytes());
        CompletableFuture<Integer> reply = append(2, 3);
        await().until(() -> !told.isEmpty());
        assertThat(reply).isNotDone();
        assertThat(told).singleElement().asString().contains("no space left");
        assertThat(storage.getLastLogIndex()).isEqualTo(1);
        assertThat(storage.getEntry(1)).as("reads go on").isNotNull();
        disk.limit(Long.MAX_VALUE);
        await().until(reply::isDone);
        assertThat(reply).isCompletedWithValue(2);
        assertThat(told).hasSize(2).endsWith("back");
        assertThat(storage.getLastLogIndex()).isEqualTo(3);
    }

    @Test
    void aNodeThatStopsDoesNotWaitForRoom() {
        disk.limit(disk.usedBytes());
        CompletableFuture<Integer> reply = append(2);
        await().until(() -> !told.isEmpty());
        storage.shutdown();
        await().until(reply::isDone);
        assertThat(reply).isCompletedWithValue(0);
        assertThat(storage.appendEntry(entry(2))).isFalse();
    }

    @Test
    void afterASyncThatFailedNothingIsAcknowledged() {
        disk.failSyncs(true);
        assertThat(storage.appendEntry(entry(2))).isFalse();
        disk.failSyncs(false);
        assertThat(storage.appendEntry(entry(2))).isFalse();
        assertThat(storage.truncateSuffix(0)).isFalse();
        assertThat(storage.reset(9)).isFalse();
        assertThat(storage.getEntry(1)).isNotNull();
        assertThat(told).isEmpty();
    }

    @Test
    void aGapIsRefused() {
        assertThat(storage.appendEntry(entry(3))).isFalse();
        assertThat(storage.appendEntry(entry(1))).isFalse();
        assertThat(storage.appendEntry(entry(2))).isTrue();
    }

    @Test
    void whatCannotBeOpenedStopsTheLibraryWithTheReason() throws IOException {
        SegmentLogStorage.Opening damaged =
                _ -> {
                    throw new IOException("damaged");
                };
        assertThatThrownBy(() -> storage(damaged).init(options()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("damaged");
        SimDisk other = new SimDisk(1);
        other.log(SETTINGS).append(List.of(new byte[] {1, 2, 3}));
        assertThatThrownBy(() -> storage(each -> other.log(SETTINGS, each)).init(options()))
                .as("a log of something else")
                .isInstanceOf(UncheckedIOException.class);
    }

    private SegmentLogStorage storage(SegmentLogStorage.Opening opening) {
        return new SegmentLogStorage(
                opening,
                new Room() {
                    @Override
                    public void gone(LogException.Full why) {
                        told.add(why.toString());
                    }

                    @Override
                    public void back() {
                        told.add("back");
                    }
                });
    }

    private CompletableFuture<Integer> append(long... indexes) {
        List<LogEntry> entries =
                LongStream.of(indexes).mapToObj(SegmentLogStorageTest::entry).toList();
        return CompletableFuture.supplyAsync(() -> storage.appendEntries(entries));
    }

    private static LogEntry entry(long index) {
        LogEntry entry = new LogEntry(EntryType.ENTRY_TYPE_DATA);
        entry.setId(new LogId(index, 1));
        entry.setData(ByteBuffer.allocate(1_000));
        return entry;
    }

    private static LogStorageOptions options() {
        LogStorageOptions options = new LogStorageOptions();
        options.setConfigurationManager(new ConfigurationManager());
        options.setLogEntryCodecFactory(LogEntryV2CodecFactory.getInstance());
        return options;
    }
}
