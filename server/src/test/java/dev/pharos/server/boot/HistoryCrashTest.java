package dev.pharos.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.config.Author;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.Content;
import dev.pharos.core.config.Description;
import dev.pharos.core.config.HistoryRow;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.cluster.log.LogSettings;
import dev.pharos.server.cluster.raft.Images;
import dev.pharos.server.cluster.raft.RaftLog;
import dev.pharos.server.cluster.raft.RaftSettings;
import dev.pharos.server.cluster.raft.SegmentLogStorage;
import dev.pharos.server.cluster.raft.StateFiles;
import dev.pharos.server.cluster.raft.history.HistoryFiles;
import dev.pharos.server.cluster.raft.member.MemberSettings;
import dev.pharos.server.state.ConfigKeeper;
import dev.pharos.server.state.Keepers;
import dev.pharos.server.state.RegistryKeeper;
import dev.pharos.server.state.StateSettings;
import dev.pharos.server.telemetry.meter.LogMeter;
import dev.pharos.server.telemetry.meter.PushMeter;
import dev.pharos.server.watch.Hub;
import dev.pharos.server.watch.WatchSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever step of a snapshot a process is killed after, a start finds the past of all that was
 * acknowledged. The folder is copied after each step, and a node is started on each copy.
 */
@Timeout(120)
final class HistoryCrashTest {
    private static final int KEYS = 3;
    private static final int PUBLISHED = 100;
    private static final int COPIES = 12;
    private static final int KEPT = 8;
    private static final LogSettings SEGMENTS = new LogSettings(1 << 12);

    private final List<Throwable> broken = new ArrayList<>();
    private final SystemWorld world = new SystemWorld((_, failure) -> broken.add(failure));
    private final String self = "self-" + System.identityHashCode(this);
    private final AtomicInteger acknowledged = new AtomicInteger();

    /** How many were acknowledged before a copy was made. */
    private final Map<Path, Integer> copies = new ConcurrentHashMap<>();

    @TempDir Path folder;

    /** A node without anything that listens. */
    private final class Inside implements AutoCloseable {
        private final Path data;
        private final ConfigKeeper keeper;
        private final RaftLog log;

        Inside(Path data) throws IOException {
            this.data = data;
            RaftSettings settings = settings(data);
            HistoryFiles files = HistoryFiles.open(settings.member().history(), 1000);
            Hub hub = new Hub(world, WatchSettings.standard(), PushMeter.fresh());
            LogMeter meter = LogMeter.fresh();
            StateSettings standard = StateSettings.standard();
            this.keeper = new ConfigKeeper(world, standard, hub, files);
            Keepers state = new Keepers(new RegistryKeeper(world, standard, hub), keeper);
            this.log =
                    RaftLog.start(
                            world,
                            settings,
                            new RaftLog.Parts(
                                    state,
                                    Optional.of(new Copied(new StateFiles(state, files), data)),
                                    (log, room) ->
                                            new SegmentLogStorage(log, SEGMENTS, meter, room),
                                    Optional.empty(),
                                    meter));
        }

        void apply(ConfigCommand command) throws Exception {
            log.append(command).toCompletableFuture().get(20, TimeUnit.SECONDS);
        }

        /** What each row of all keys says, in the order of their numbers. */
        void check(int known) {
            for (int key = 0; key < KEYS; key++) {
                List<HistoryRow> rows = keeper.history(key(key));
                int first = known - 1 - (known - 1 - key) % KEYS; // as each key has its turn
                assertThat(rows.size()).as("%s of %s", key, data).isBetween(1, KEPT + KEYS);
                assertThat(rows.getFirst().by().atMillis()).isGreaterThanOrEqualTo(first);
                for (HistoryRow row : rows) {
                    HistoryRow.Whole past = keeper.past(row.number()).orElseThrow();
                    long told = Math.max(key, row.by().atMillis() - KEYS);
                    assertThat(past.body().content().text()).isEqualTo(text(told));
                }
            }
        }

        @Override
        public void close() {
            log.close();
        }
    }

    /** What goes while it is copied is not in the copy; its node needs it no more. */
    private static final class Copying extends SimpleFileVisitor<Path> {
        private final Path from;
        private final Path to;

        Copying(Path from, Path to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            try {
                Files.copy(file, to.resolve(from.relativize(file)));
            } catch (NoSuchFileException gone) {
                return visitFileFailed(file, gone);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            return failure instanceof NoSuchFileException
                    ? FileVisitResult.CONTINUE
                    : super.visitFileFailed(file, failure);
        }
    }

    /** Copies the folder between the steps. */
    private final class Copied implements Images {
        private final Images images;
        private final Path data;

        Copied(Images images, Path data) {
            this.images = images;
            this.data = data;
        }

        @Override
        public long size(Path snapshot) throws IOException {
            return images.size(snapshot);
        }

        @Override
        public CompletionStage<Image> take() {
            copy(data, "before");
            return images.take()
                    .thenApply(
                            image -> {
                                copy(data, "taken");
                                return into -> {
                                    copy(data, "to-write");
                                    List<String> names = image.write(into);
                                    copy(data, "written");
                                    return names;
                                };
                            });
        }

        @Override
        public void restore(Path from) throws IOException {
            images.restore(from);
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aKillAfterAnyStepLosesNothingOfThePast() throws Exception {
        try (Inside node = new Inside(folder.resolve("node"))) {
            // The more slowly snapshots are written, the fewer fall among the first publications.
            for (int i = 0; i < PUBLISHED || copies.size() < COPIES; i++) {
                node.apply(publish(i));
                acknowledged.incrementAndGet();
                if (i % 5 == 4) {
                    node.apply(new ConfigCommand.PurgeHistory(0, KEPT, i));
                }
            }
            node.check(acknowledged.get());
        }
        for (Map.Entry<Path, Integer> copy : Map.copyOf(copies).entrySet()) {
            if (copy.getValue() >= KEYS) {
                try (Inside again = new Inside(copy.getKey())) {
                    again.check(copy.getValue());
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private void copy(Path data, String step) {
        if (!data.endsWith("node")) {
            return;
        }
        int known = acknowledged.get();
        Path to = folder.resolve("copy-" + known + "-" + step);
        try {
            Files.walkFileTree(data, new Copying(data, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        copies.put(to, known);
    }

    private RaftSettings settings(Path data) {
        Duration timeout = Duration.ofMillis(500);
        return new RaftSettings(
                new MemberSettings(self, List.of(self), data.resolve("raft"), timeout, timeout),
                new RaftSettings.Waiting(1024, 1 << 20),
                Duration.ofSeconds(20),
                new RaftSettings.SnapshotsDue(Long.MAX_VALUE, 9, Duration.ofDays(1)));
    }

    private static ConfigCommand publish(int i) {
        return new ConfigCommand.Publish(
                key(i % KEYS),
                Content.of(text(i), "text", ""),
                Description.NONE,
                Optional.empty(),
                Optional.empty(),
                new Author("", "10.0.0.1"),
                i);
    }

    private static String text(long i) {
        return "v" + i + " " + "x".repeat(100);
    }

    private static ConfigKey key(int i) {
        return new ConfigKey(Namespace.PUBLIC, "g", "k" + i);
    }
}
