package dev.pharos.server.cluster.log;

import static dev.pharos.server.cluster.log.Records.batch;
import static dev.pharos.server.cluster.log.Records.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.AbstractList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A disk that is full, and one that fails. */
final class DiskFaultTest {
    private static final LogSettings SETTINGS = new LogSettings(8 << 10);
    private static final String LARGE = "x".repeat(3_000);

    private final SimDisk disk = new SimDisk(1);
    private final SegmentLog log;

    DiskFaultTest() throws IOException {
        this.log = disk.log(SETTINGS);
        log.append(batch("a"));
    }

    @Test
    void aBatchIsOneWriteAndOneSync() throws IOException {
        int writes = disk.writes();
        int syncs = disk.syncs();
        log.append(batch("b", LARGE, "c"));
        assertThat(disk.writes()).isEqualTo(writes + 1);
        assertThat(disk.syncs()).isEqualTo(syncs + 1);
    }

    @Test
    void aFullDiskTakesNothingUntilThereIsRoom() throws IOException {
        for (int round = 0; round < 20; round++) {
            disk.limit(disk.usedBytes() + 10L * round);
            assertThatThrownBy(() -> log.append(batch("b", LARGE, "c")))
                    .isInstanceOf(LogException.Full.class)
                    .hasMessageContaining("no space left for ");
            assertThat(texts(log)).containsExactly("a");
            assertThat(texts(disk.copy().log(SETTINGS))).containsExactly("a");
        }
        disk.limit(Long.MAX_VALUE);
        log.append(batch("b"));
        assertThat(texts(log)).containsExactly("a", "b");
        assertThat(texts(disk.copy().log(SETTINGS))).containsExactly("a", "b");
    }

    @Test
    void aFullDiskTakesNoNewSegment() throws IOException {
        log.append(batch(LARGE, LARGE));
        List<String> files = disk.names();
        long used = disk.usedBytes();
        for (int round = 0; round < 6; round++) {
            disk.limit(used + 10L * round); // a segment's header, or also a part of a mark
            assertThatThrownBy(() -> log.append(batch(LARGE)))
                    .isInstanceOf(LogException.Full.class);
            assertThatThrownBy(() -> log.reset(100)).isInstanceOf(LogException.Full.class);
            assertThat(segments(disk.names())).isEqualTo(segments(files));
        }
        assertThat(texts(log)).hasSize(3);
        disk.limit(Long.MAX_VALUE);
        log.append(batch(LARGE));
        assertThat(texts(log)).hasSize(4);
        assertThat(texts(disk.copy().log(SETTINGS))).hasSize(4);
    }

    private static List<String> segments(List<String> files) {
        return files.stream().filter(file -> file.endsWith(".log")).toList();
    }

    @Test
    void nothingIsTakenAfterASyncThatFailed() throws IOException {
        disk.failSyncs(true);
        assertThatThrownBy(() -> log.append(batch("b")))
                .isInstanceOf(LogException.Failed.class)
                .hasMessageContaining("/sim")
                .hasMessageContaining("Input/output error");
        disk.failSyncs(false);
        assertFailedForGood();
    }

    @Test
    void nothingIsTakenAfterAWriteThatFailed() throws IOException {
        disk.failWrites(true);
        assertThatThrownBy(() -> log.append(batch("b"))).isInstanceOf(LogException.Failed.class);
        disk.failWrites(false);
        assertFailedForGood();
    }

    @Test
    void aFullDiskThatCannotSyncEitherHasFailed() throws IOException {
        disk.limit(disk.usedBytes());
        disk.failSyncs(true);
        assertThatThrownBy(() -> log.append(batch(LARGE))).isInstanceOf(LogException.Failed.class);
        disk.limit(Long.MAX_VALUE);
        disk.failSyncs(false);
        assertFailedForGood();
    }

    @Test
    void anErrorOfTheProgramIsAFailureToo() throws IOException {
        List<byte[]> broken =
                new AbstractList<>() {
                    private int reads;

                    @Override
                    public byte[] get(int index) {
                        if (++reads > 3) {
                            throw new IllegalStateException("broken");
                        }
                        return new byte[1];
                    }

                    @Override
                    public int size() {
                        return 2;
                    }
                };
        assertThatThrownBy(() -> log.append(broken)).isInstanceOf(IllegalStateException.class);
        assertFailedForGood();
    }

    private void assertFailedForGood() throws IOException {
        int writes = disk.writes();
        assertThatThrownBy(() -> log.append(batch("c"))).isInstanceOf(LogException.Failed.class);
        assertThatThrownBy(() -> log.truncateAfter(0)).isInstanceOf(LogException.Failed.class);
        assertThatThrownBy(() -> log.truncateBefore(9)).isInstanceOf(LogException.Failed.class);
        assertThat(disk.writes()).isEqualTo(writes);
        assertThat(texts(log)).as("reads go on").containsExactly("a");
        assertThat(texts(disk.copy().log(SETTINGS))).startsWith("a");
    }
}
