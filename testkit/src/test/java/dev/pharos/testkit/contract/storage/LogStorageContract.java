package dev.pharos.testkit.contract.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.alipay.sofa.jraft.conf.ConfigurationEntry;
import com.alipay.sofa.jraft.conf.ConfigurationManager;
import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.entity.LogId;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.codec.v2.LogEntryV2CodecFactory;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import com.alipay.sofa.jraft.storage.impl.RocksDBLogStorage;
import dev.pharos.server.cluster.log.LogException;
import dev.pharos.server.cluster.log.LogSettings;
import dev.pharos.server.cluster.log.Room;
import dev.pharos.server.cluster.raft.SegmentLogStorage;
import dev.pharos.server.telemetry.meter.LogMeter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the Raft library expects of its log: asked of ours, and of the library's own as the oracle.
 * They differ in what the library does not look at: ours gives up old entries by whole segments, so
 * its first index may stay below; the other invents an entry at the index of a reset.
 */
@ParameterizedClass
@EnumSource(LogStorageContract.Kind.class)
final class LogStorageContract {
    private static final LogSettings SMALL = new LogSettings(2 << 10);
    private static final int BATCH = 5;

    enum Kind {
        SEGMENTS,
        ROCKSDB;

        LogStorage in(Path folder) {
            return switch (this) {
                case SEGMENTS ->
                        new SegmentLogStorage(folder, SMALL, LogMeter.fresh(), new NoRoom());
                case ROCKSDB -> new RocksDBLogStorage(folder.toString(), new RaftOptions());
            };
        }
    }

    private static final class NoRoom implements Room {
        @Override
        public void gone(LogException.Full why) {
            throw new AssertionError(why);
        }

        @Override
        public void back() {}
    }

    private final Kind kind;
    private final LogStorage log;
    private ConfigurationManager configurations = new ConfigurationManager();

    LogStorageContract(Kind kind, @TempDir Path folder) {
        this.kind = kind;
        this.log = kind.in(folder.resolve("log"));
        start();
    }

    @AfterEach
    void close() {
        log.shutdown();
    }

    @Test
    void anEmptyLogBeginsWithOne() {
        for (int i = 0; i < 2; i++) {
            assertThat(log.getFirstLogIndex()).isEqualTo(1);
            assertThat(log.getLastLogIndex()).isZero();
            assertThat(log.getEntry(0)).isNull();
            assertThat(log.getEntry(1)).isNull();
            restart();
        }
    }

    @Test
    void whatIsAppendedIsReadAlsoAfterARestart() {
        LogEntry nothing = new LogEntry(EntryType.ENTRY_TYPE_NO_OP);
        nothing.setId(new LogId(3, 2));
        List<LogEntry> entries = List.of(data(1, 1), data(2, 1), nothing, members(4, 2, "a", "b"));
        assertThat(log.appendEntries(new ArrayList<>())).isZero();
        assertThat(log.appendEntry(entries.getFirst())).isTrue();
        assertThat(log.appendEntries(entries.subList(1, 4))).isEqualTo(3);
        for (int i = 0; i < 2; i++) {
            assertHolds(1, entries);
            assertThat(log.getEntry(5)).isNull();
            restart();
        }
    }

    @Test
    void theEndIsCutAndWrittenAgain() {
        append(1, 40, 1);
        assertThat(log.truncateSuffix(40)).isTrue();
        assertThat(log.truncateSuffix(17)).isTrue();
        assertThat(log.getLastLogIndex()).isEqualTo(17);
        assertThat(log.getEntry(18)).isNull();
        append(18, 20, 2);
        for (int i = 0; i < 2; i++) {
            assertThat(log.getLastLogIndex()).isEqualTo(20);
            assertThat(log.getEntry(17)).isEqualTo(data(17, 1));
            assertThat(log.getEntry(18)).isEqualTo(data(18, 2));
            assertThat(log.getEntry(20)).isEqualTo(data(20, 2));
            assertThat(log.getEntry(21)).isNull();
            restart();
        }
    }

    @Test
    void theBeginningIsGivenUp() {
        append(1, 60, 1);
        assertThat(log.truncatePrefix(30)).isTrue();
        for (int i = 0; i < 2; i++) {
            assertThat(log.getFirstLogIndex()).isBetween(15L, 30L);
            assertThat(log.getLastLogIndex()).isEqualTo(60);
            assertThat(log.getEntry(1)).isNull();
            assertHolds(30, LongStream.rangeClosed(30, 60).mapToObj(n -> data(n, 1)).toList());
            restart();
        }
    }

    @Test
    void theBeginningMayBeAll() {
        append(1, 20, 1);
        assertThat(log.truncatePrefix(50)).isTrue();
        restart();
        assertThat(log.getFirstLogIndex()).isEqualTo(50);
        assertThat(log.getEntry(20)).isNull();
        append(50, 55, 2);
        restart();
        assertThat(log.getFirstLogIndex()).isEqualTo(50);
        assertThat(log.getLastLogIndex()).isEqualTo(55);
    }

    @Test
    void aResetBeginsAnew() {
        append(1, 40, 1);
        for (long next : new long[] {30, 100, 500}) {
            assertThat(log.reset(next)).isTrue();
            assertThat(log.getFirstLogIndex()).isEqualTo(next);
            assertThat(log.getEntry(next - 1)).isNull();
            assertThat(log.getEntry(next + 1)).isNull();
            append(next, next + 9, next);
            restart();
            assertThat(log.getFirstLogIndex()).isEqualTo(next);
            assertThat(log.getLastLogIndex()).isEqualTo(next + 9);
            assertThat(log.getEntry(next)).isEqualTo(data(next, next));
        }
        assertThatThrownBy(() -> log.reset(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLibraryIsToldWhoTheMembersWere() {
        append(
                members(1, 1, "a"),
                data(2, 1),
                joint(3, 1),
                data(4, 1),
                members(5, 2, "b", "c"),
                data(6, 2));
        restart();
        ConfigurationEntry last = configurations.getLastConfiguration();
        assertThat(last.getId()).isEqualTo(new LogId(5, 2));
        assertThat(last.getConf().getPeers()).containsExactly(peer("b"), peer("c"));
        ConfigurationEntry middle = configurations.get(4);
        assertThat(middle.getId()).isEqualTo(new LogId(3, 1));
        assertThat(middle.getConf().getLearners()).containsExactly(peer("l"));
        assertThat(middle.getOldConf().getPeers()).containsExactly(peer("a"));
        assertThat(configurations.get(2).getId()).isEqualTo(new LogId(1, 1));
    }

    @Test
    void theLibraryIsNotToldOfMembersThatWereCut() {
        assumeThat(kind)
                .as("1.3.15 tells of them: a fault of its own log")
                .isNotEqualTo(Kind.ROCKSDB);
        append(members(1, 1, "a"), members(2, 1, "b"));
        log.truncateSuffix(1);
        restart();
        assertThat(configurations.getLastConfiguration().getId()).isEqualTo(new LogId(1, 1));
    }

    @Test
    void aLongRandomLifeEndsAsExpected() {
        Random random = new Random(Long.getLong("seed", 1));
        List<LogEntry> expected = new ArrayList<>();
        long first = 1;
        for (int term = 1; term < 150; term++) {
            long next = first + expected.size();
            long any = first + random.nextInt(expected.size() + 1);
            switch (random.nextInt(6)) {
                case 0 -> {
                    assertThat(log.truncatePrefix(any)).isTrue();
                    expected.subList(0, (int) (any - first)).clear();
                    first = any;
                }
                case 1 -> {
                    if (first < any && any < next) { // else the other says that it has failed
                        assertThat(log.truncateSuffix(any - 1)).isTrue();
                        expected.subList((int) (any - first), expected.size()).clear();
                    }
                }
                case 2 -> restart();
                default -> {
                    append(next, next + random.nextInt(12), term);
                    for (long i = next; i <= log.getLastLogIndex(); i++) {
                        expected.add(data(i, term));
                    }
                }
            }
            assertHolds(first, expected);
        }
    }

    private void assertHolds(long first, List<LogEntry> entries) {
        assertThat(log.getFirstLogIndex()).isLessThanOrEqualTo(first);
        if (!entries.isEmpty()) {
            assertThat(log.getLastLogIndex()).isEqualTo(first + entries.size() - 1);
        }
        for (LogEntry entry : entries) {
            assertThat(log.getEntry(entry.getId().getIndex())).isEqualTo(entry);
        }
    }

    private void append(LogEntry... entries) {
        assertThat(log.appendEntries(List.of(entries))).isEqualTo(entries.length);
    }

    private void append(long first, long last, long term) {
        for (long from = first; from <= last; from += BATCH) {
            long to = Math.min(last, from + BATCH - 1);
            List<LogEntry> batch =
                    LongStream.rangeClosed(from, to).mapToObj(index -> data(index, term)).toList();
            assertThat(log.appendEntries(batch)).isEqualTo(batch.size());
        }
    }

    private void restart() {
        log.shutdown();
        start();
    }

    private void start() {
        configurations = new ConfigurationManager();
        LogStorageOptions options = new LogStorageOptions();
        options.setGroupId("contract");
        options.setConfigurationManager(configurations);
        options.setLogEntryCodecFactory(LogEntryV2CodecFactory.getInstance());
        assertThat(log.init(options)).isTrue();
    }

    private static LogEntry data(long index, long term) {
        LogEntry entry = new LogEntry(EntryType.ENTRY_TYPE_DATA);
        entry.setId(new LogId(index, term));
        entry.setData(ByteBuffer.wrap((index + "@" + term + " ").repeat(20).getBytes(UTF_8)));
        return entry;
    }

    private static LogEntry members(long index, long term, String... ids) {
        LogEntry entry = new LogEntry(EntryType.ENTRY_TYPE_CONFIGURATION);
        entry.setId(new LogId(index, term));
        entry.setPeers(List.of(ids).stream().map(LogStorageContract::peer).toList());
        return entry;
    }

    private static LogEntry joint(long index, long term) {
        LogEntry entry = members(index, term, "a", "b");
        entry.setLearners(List.of(peer("l")));
        entry.setOldPeers(List.of(peer("a")));
        return entry;
    }

    private static PeerId peer(String id) {
        return new PeerId(id, 0);
    }
}
