package dev.pharos.server.cluster.raft.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.config.ConfigBook;
import dev.pharos.core.config.HistoryRow;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.cluster.log.Disk;
import dev.pharos.server.cluster.log.FileDisk;
import dev.pharos.server.cluster.log.LogException;
import dev.pharos.server.cluster.log.Room;
import dev.pharos.server.telemetry.meter.Histogram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the side files promise beyond the contract of a store. */
final class HistoryFilesTest {
    private static final long FILE_BYTES = 10_000;
    private static final int ROWS = 100;
    private static final String TEXT = "x".repeat(500);

    @TempDir Path folder;
    private Path home;
    private Path snapshot;

    @BeforeEach
    void makeFolders() throws IOException {
        home = folder.resolve("history");
        snapshot = Files.createDirectory(folder.resolve("snapshot"));
    }

    @Test
    void filesAreSealedWhenTheyAreLargeAndAllOfThemAreRead() throws Exception {
        Past past = filled(open());
        assertThat(names(home)).hasSizeBetween(5, 10);
        assertThat(past.told("d")).hasSize(ROWS).contains(TEXT + 0, TEXT + (ROWS - 2));
    }

    @Test
    void aSnapshotHasAllUntilItsMomentAndAStartGoesOnFromThere() throws Exception {
        HistoryFiles files = open();
        Past past = filled(files);
        HistoryFiles.Sealed sealed = files.seal();
        ConfigBook.Image image = past.book().image();
        List<HistoryRow> rows = image.history();
        List<String> told = past.told("d");
        past.apply(Past.publish("d", "later"));
        assertThat(sealed.linkInto(snapshot)).containsExactlyElementsOf(names(snapshot));
        past.apply(Past.publish("d", "last"));
        List<String> toldLater = past.told("d");
        files.close();

        HistoryFiles again = open();
        assertThat(names(home)).isEmpty();
        again.adopt(snapshot, rows);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(text(again, rows.get(i).number())).isEqualTo(told.get(i));
        }
        assertThat(again.load(ROWS + 1)).isEmpty();
        Past other = new Past(again);
        other.book().restore(image);
        other.apply(Past.publish("d", "later"));
        other.apply(Past.publish("d", "last"));
        assertThat(other.told("d")).isEqualTo(toldLater).startsWith("later");
    }

    @Test
    void aSnapshotKeepsWhatIsForgottenWhileItIsMade() throws Exception {
        HistoryFiles files = open();
        Past past = filled(files);
        HistoryFiles.Sealed sealed = files.seal();
        List<HistoryRow> rows = past.rows();
        past.keepNewest(1);
        int before = names(home).size();
        sealed.linkInto(snapshot);
        assertThat(names(home)).hasSizeLessThan(before);

        HistoryFiles again = open();
        again.adopt(snapshot, rows);
        for (HistoryRow row : rows) {
            assertThat(again.load(row.number())).isPresent();
        }
    }

    @Test
    void filesNobodyWantsAreDeletedAndSparseOnesShrink() throws Exception {
        HistoryFiles files = open();
        Past past = filled(files);
        past.apply(Past.publish("rare", "r"));
        for (int i = 0; i < ROWS; i++) {
            past.apply(Past.publish("d", TEXT + "again" + i));
        }
        long full = bytes(home);
        past.keepNewest(5);
        for (int i = 0; i < ROWS; i++) { // a change tidies one file at most
            past.apply(Past.publish("d", TEXT + "more" + i));
            past.keepNewest(5);
        }
        assertThat(past.told("rare")).containsExactly("r");
        assertThat(past.told("d")).hasSize(5);
        assertThat(bytes(home)).isLessThan(full / 3).isLessThan(4 * FILE_BYTES);
    }

    @Test
    void damageToARowIsDamageToThatRowAlone() throws Exception {
        HistoryFiles files = open();
        Past past = filled(files);
        files.seal().linkInto(snapshot);
        Path file = home.resolve(names(home).getFirst());
        byte[] bytes = Files.readAllBytes(file);
        List<Long> lost = new ArrayList<>();
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        for (HistoryRow row : past.rows()) {
            try {
                assertThat(files.load(row.number())).isPresent();
            } catch (FaultException e) {
                lost.add(row.number());
                assertThat(e.fault()).isInstanceOf(Fault.Unavailable.class);
                assertThat(e.getMessage()).contains("row " + row.number(), file.toString());
            }
        }
        assertThat(lost).hasSize(1);
    }

    @Test
    void aFileOfALaterFormatIsRefused() throws Exception {
        HistoryFiles files = open();
        filled(files);
        files.seal().linkInto(snapshot);
        Path file = snapshot.resolve(names(snapshot).getFirst());
        Files.write(file, Header.of(2, 1).array());
        assertThatThrownBy(() -> open().adopt(snapshot, List.of()))
                .hasMessageContaining("has version 2 (expected: 1; a newer Pharos has written it)");
    }

    @Test
    void aFullDiskIsWaitedFor() throws Exception {
        LimitedDisk disk = new LimitedDisk(FileDisk.at(home, Histogram.ofTimes()));
        HistoryFiles files = HistoryFiles.open(disk, FILE_BYTES);
        List<String> heard = new CopyOnWriteArrayList<>();
        files.tell(
                new Room() {
                    @Override
                    public void gone(LogException.Full why) {
                        heard.add("gone");
                    }

                    @Override
                    public void back() {
                        heard.add("back");
                    }
                });
        Past past = filled(files);
        disk.full = true;
        CompletableFuture<Void> writer =
                CompletableFuture.runAsync(() -> past.apply(Past.publish("d", "waits")));
        await().until(() -> heard.contains("gone"));
        assertThat(text(files, 1)).as("others read meanwhile").isEqualTo(TEXT + 0);
        assertThat(writer).isNotDone();
        disk.full = false;
        writer.get(20, TimeUnit.SECONDS);
        assertThat(heard).containsExactly("gone", "back");
        assertThat(past.told("d").getFirst()).isEqualTo(TEXT + (ROWS - 1));
    }

    @Test
    void whoWaitsForRoomCanBeClosed() throws Exception {
        LimitedDisk disk = new LimitedDisk(FileDisk.at(home, Histogram.ofTimes()));
        HistoryFiles files = HistoryFiles.open(disk, FILE_BYTES);
        disk.full = true;
        CompletableFuture<Void> writer =
                CompletableFuture.runAsync(() -> new Past(files).apply(Past.publish("d", "waits")));
        files.close();
        writer.get(20, TimeUnit.SECONDS);
    }

    private HistoryFiles open() throws IOException {
        return HistoryFiles.open(home, FILE_BYTES);
    }

    /** Rows 1 to {@link #ROWS}, of one configuration. */
    private static Past filled(HistoryFiles files) {
        Past past = new Past(files);
        for (int i = 0; i < ROWS; i++) {
            past.apply(Past.publish("d", TEXT + i));
        }
        return past;
    }

    private static String text(HistoryFiles files, long number) {
        return files.load(number).orElseThrow().content().text();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static long bytes(Path folder) throws IOException {
        long sum = 0;
        for (String name : names(folder)) {
            sum += Files.size(folder.resolve(name));
        }
        return sum;
    }

    /** A real folder whose disk can be full. */
    private static final class LimitedDisk implements Disk {
        private final Disk disk;
        private volatile boolean full;

        LimitedDisk(Disk disk) {
            this.disk = disk;
        }

        @Override
        public Path folder() {
            return disk.folder();
        }

        @Override
        public List<String> names() throws IOException {
            return disk.names();
        }

        @Override
        public Store open(String name) throws IOException {
            return new Guarded(disk.open(name));
        }

        @Override
        public void rename(String from, String to) throws IOException {
            disk.rename(from, to);
        }

        @Override
        public void delete(String name) throws IOException {
            disk.delete(name);
        }

        private final class Guarded implements Store {
            private final Store store;

            Guarded(Store store) {
                this.store = store;
            }

            @Override
            public long size() throws IOException {
                return store.size();
            }

            @Override
            public void read(ByteBuffer into, long offset) throws IOException {
                store.read(into, offset);
            }

            @Override
            public void write(ByteBuffer from, long offset) throws IOException {
                if (full) {
                    store.write(from.slice(0, from.remaining() / 2), offset);
                    throw new LogException.Full(folder(), new IOException("no room"));
                }
                store.write(from, offset);
            }

            @Override
            public void truncate(long size) throws IOException {
                store.truncate(size);
            }

            @Override
            public void sync() throws IOException {
                store.sync();
            }

            @Override
            public void close() throws IOException {
                store.close();
            }
        }
    }
}
