package dev.pharos.server.cluster.log;

import static dev.pharos.server.cluster.log.Records.batch;
import static dev.pharos.server.cluster.log.Records.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.server.telemetry.meter.Histogram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real files. */
final class SegmentLogTest {
    private static final LogSettings SETTINGS = new LogSettings(1 << 10);

    private final Path folder;
    private SegmentLog log;

    SegmentLogTest(@TempDir Path temp) throws IOException {
        this.folder = temp.resolve("data").resolve("log");
        this.log = SegmentLog.open(folder, SETTINGS, Histogram.ofTimes(), (_, _) -> {});
    }

    @BeforeEach
    void startsEmpty() {
        assertIndexes(1, 0);
    }

    @AfterEach
    void close() throws IOException {
        log.close();
    }

    @Test
    void whatIsAppendedIsReadAlsoAfterARestart() throws IOException {
        log.append(batch("a", "", "ccc"));
        log.append(List.of());
        log.append(batch("d"));
        for (int i = 0; i < 2; i++) {
            assertThat(texts(log)).containsExactly("a", "", "ccc", "d");
            assertIndexes(1, 4);
            assertThat(log.read(0)).isEmpty();
            assertThat(log.read(5)).isEmpty();
            reopen();
        }
    }

    @Test
    void aRecordMayBeLargerThanBufferAndSegment() throws IOException {
        byte[] large = new byte[1_000_000];
        new Random(1).nextBytes(large);
        log.append(batch("a"));
        log.append(List.of(large, large));
        log.append(batch("d"));
        reopen();
        assertThat(log.read(1)).hasValue(Records.record("a"));
        assertThat(log.read(2)).hasValue(large);
        assertThat(log.read(3)).hasValue(large);
        assertThat(log.read(4)).hasValue(Records.record("d"));
    }

    @Test
    void oldSegmentsAreGivenUp() throws IOException {
        fill(100);
        int files = files().size();
        assertThat(files).isGreaterThan(5);
        log.truncateBefore(50);
        long first = log.firstIndex();
        assertThat(first).isBetween(30L, 50L);
        assertThat(files().size()).isBetween(files / 2 - 1, files / 2 + 2);
        reopen();
        assertIndexes(first, 100);
        assertThat(log.read(50)).hasValue(text(50));
        assertThat(log.read(first - 1)).isEmpty();
    }

    @Test
    void allMayBeGivenUp() throws IOException {
        fill(100);
        log.truncateBefore(101);
        assertIndexes(101, 100);
        log.truncateBefore(500);
        reopen();
        assertIndexes(500, 499);
        log.append(batch("a"));
        assertIndexes(500, 500);
    }

    @Test
    void theEndIsCutAndWrittenAgain() throws IOException {
        fill(100);
        log.truncateAfter(100);
        log.truncateAfter(42);
        assertIndexes(1, 42);
        log.append(batch("new"));
        reopen();
        assertIndexes(1, 43);
        assertThat(log.read(42)).hasValue(text(42));
        assertThat(log.read(43)).hasValue(Records.record("new"));
    }

    @Test
    void theEndMayBeAll() throws IOException {
        fill(100);
        log.truncateBefore(50);
        long first = log.firstIndex();
        log.truncateAfter(first - 1);
        assertIndexes(first, first - 1);
        log.truncateAfter(10);
        reopen();
        assertIndexes(11, 10);
    }

    @Test
    void aResetBeginsANewLogAnywhere() throws IOException {
        fill(100);
        for (long next : new long[] {500, 30, 30, 1}) {
            log.reset(next);
            assertIndexes(next, next - 1);
            assertThat(files()).hasSize(1);
            reopen();
            assertIndexes(next, next - 1);
            fill(20);
            reopen();
            assertIndexes(next, next + 19);
        }
        assertThatThrownBy(() -> log.reset(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void otherFilesAreLetBe() throws IOException {
        log.append(batch("a"));
        Path segment = files().getFirst();
        Path copy = Files.copy(segment, folder.resolve(segment.getFileName() + ".bak"));
        Path note = Files.writeString(folder.resolve("999999999999-1.log"), "note");
        Path unborn = Files.writeString(folder.resolve("000000001-000000000000000009.log.new"), "");
        reopen();
        assertThat(texts(log)).containsExactly("a");
        assertThat(copy).exists();
        assertThat(note).exists();
        assertThat(unborn).as("left over by ourselves").doesNotExist();
    }

    @Test
    void aMissingSegmentIsRefused() throws IOException {
        fill(100);
        log.close();
        List<Path> files = files();
        Files.delete(files.get(3));
        assertThatThrownBy(this::reopen)
                .isInstanceOf(LogException.Damaged.class)
                .hasMessageContaining(files.get(2).toString())
                .hasMessageContaining(files.get(4).getFileName().toString())
                .hasMessageContaining("Remedy: ");
    }

    @Test
    void aMissingNewestSegmentIsRefused() throws IOException {
        fill(100);
        log.close();
        Path last = files().getLast();
        Files.delete(last);
        assertThatThrownBy(this::reopen)
                .isInstanceOf(LogException.Damaged.class)
                .hasMessageContaining(last + " is missing: the log has been there until record 9")
                .hasMessageContaining("Remedy: ");
    }

    @Test
    void aLogWithoutAnySegmentIsRefused() throws IOException {
        log.append(batch("a"));
        log.close();
        Path only = files().getFirst();
        Files.delete(only);
        assertThatThrownBy(this::reopen)
                .isInstanceOf(LogException.Damaged.class)
                .hasMessageContaining(only + " is missing");
        assertThat(only).as("none is made in its place").doesNotExist();
    }

    @Test
    void anEarlierStateOfTheNewestSegmentIsRefused() throws IOException {
        log.append(batch("a"));
        byte[] before = Files.readAllBytes(files().getFirst());
        log.append(batch("b", "c"));
        log.truncateBefore(1);
        log.close();
        Path only = files().getFirst();
        Files.write(only, before);
        assertThatThrownBy(this::reopen)
                .isInstanceOf(LogException.Damaged.class)
                .hasMessageContaining(only + " is damaged at byte ")
                .hasMessageContaining("record 2 cannot be read")
                .hasMessageContaining("until record 3");
    }

    @Test
    void aLostOrDamagedMarkIsRefused() throws IOException {
        log.append(batch("a"));
        log.close();
        Path mark = folder.resolve(Mark.FILE);
        byte[] bytes = Files.readAllBytes(mark);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i]++;
            Files.write(mark, bytes);
            assertThatThrownBy(this::reopen)
                    .isInstanceOf(LogException.Damaged.class)
                    .hasMessageContaining(mark + " is damaged at byte 0");
            bytes[i]--;
        }
        Files.delete(mark);
        assertThatThrownBy(this::reopen)
                .isInstanceOf(LogException.Damaged.class)
                .hasMessageContaining(mark + " is missing beside a log");
        Files.write(mark, bytes);
        reopen();
        assertThat(texts(log)).containsExactly("a");
    }

    @Test
    void anotherFormatIsRefused() throws IOException {
        log.append(batch("a"));
        log.close();
        Path file = files().getFirst();
        byte[] bytes = Files.readAllBytes(file);
        bytes[11]++;
        Files.write(file, bytes);
        assertThatThrownBy(this::reopen)
                .isInstanceOf(LogException.Damaged.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("format 1");
    }

    @Test
    void whatRotsWhileTheLogIsOpenIsNotRead() throws IOException {
        log.append(batch("a"));
        Path file = files().getFirst();
        byte[] bytes = Files.readAllBytes(file);
        bytes[SegmentName.HEADER_BYTES + Frame.BYTES]++;
        Files.write(file, bytes);
        assertThatThrownBy(() -> log.read(1))
                .isInstanceOf(LogException.Damaged.class)
                .hasMessageContaining(file + " is damaged at byte " + SegmentName.HEADER_BYTES);
    }

    @Test
    void readersDoNotMindChanges() throws Exception {
        fill(20);
        CountDownLatch done = new CountDownLatch(1);
        CompletableFuture<Long> reader =
                CompletableFuture.supplyAsync(
                        () -> {
                            long found = 0;
                            while (done.getCount() > 0) {
                                found += countReadable(log.firstIndex() - 5, log.lastIndex() + 5);
                            }
                            return found;
                        });
        for (int round = 0; round < 30; round++) {
            fill(20);
            log.truncateAfter(log.lastIndex() - 10);
            log.truncateBefore(log.lastIndex() - 15);
        }
        done.countDown();
        assertThat(reader.get()).isPositive();
    }

    /** Each record says its index, so one that is read at all is seen to be the right one. */
    private int countReadable(long from, long to) {
        int count = 0;
        for (long i = from; i <= to; i++) {
            try {
                Optional<byte[]> record = log.read(i);
                count += record.isPresent() ? 1 : 0;
                assertThat(record.orElse(text(i))).isEqualTo(text(i));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return count;
    }

    @Test
    void aClosedLogTakesNothing() throws IOException {
        log.close();
        assertThatThrownBy(() -> log.append(batch("a"))).isInstanceOf(LogException.Failed.class);
    }

    private void fill(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            log.append(List.of(text(log.lastIndex() + 1)));
        }
    }

    private static byte[] text(long index) {
        return Records.record("record-" + ("" + index).repeat(40));
    }

    private void reopen() throws IOException {
        log.close();
        log = SegmentLog.open(folder, SETTINGS, Histogram.ofTimes(), (_, _) -> {});
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> !f.endsWith(Mark.FILE)).sorted().toList();
        }
    }

    private void assertIndexes(long first, long last) {
        assertThat(log.firstIndex()).isEqualTo(first);
        assertThat(log.lastIndex()).isEqualTo(last);
    }
}
