package dev.pharos.testkit.fault.step;

import dev.pharos.core.config.Author;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.config.ConfigView;
import dev.pharos.core.config.Configuration;
import dev.pharos.core.config.Content;
import dev.pharos.core.config.Description;
import dev.pharos.core.config.HistoryRow;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.boot.host.DataFolder;
import dev.pharos.server.cluster.log.LogSettings;
import dev.pharos.server.cluster.raft.RaftLog;
import dev.pharos.server.cluster.raft.RaftSettings;
import dev.pharos.server.cluster.raft.SegmentLogStorage;
import dev.pharos.server.cluster.raft.StateFiles;
import dev.pharos.server.cluster.raft.history.HistoryFiles;
import dev.pharos.server.cluster.raft.member.MemberSettings;
import dev.pharos.server.port.Backups.Backup;
import dev.pharos.server.state.ConfigKeeper;
import dev.pharos.server.state.Keepers;
import dev.pharos.server.state.RegistryKeeper;
import dev.pharos.server.state.StateSettings;
import dev.pharos.server.telemetry.meter.LogMeter;
import dev.pharos.server.telemetry.meter.PushMeter;
import dev.pharos.server.watch.Hub;
import dev.pharos.server.watch.WatchSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The durable half of a node, from its start to its end; with small files, so that there are many.
 */
final class Life implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final String FILLING = " ".repeat(300);

    private final SystemWorld world = new SystemWorld((_, failure) -> failure.printStackTrace());
    private final DataFolder folder;
    private final HistoryFiles past;
    private final Keepers state;
    private final RaftLog log;

    /** Fails: in one line, what is wrong with the folder. */
    Life(Path path) throws IOException {
        this.folder = DataFolder.open(path);
        try {
            RaftSettings settings = settings(folder.log(), folder.nodeId(world.random()));
            this.past = HistoryFiles.open(settings.member().history(), 1 << 10);
            this.state = state();
            this.log =
                    RaftLog.start(
                            world,
                            settings,
                            new RaftLog.Parts(
                                    state,
                                    Optional.of(new StateFiles(state, past)),
                                    (files, room) ->
                                            new SegmentLogStorage(
                                                    files,
                                                    new LogSettings(2 << 10),
                                                    LogMeter.fresh(),
                                                    room),
                                    Optional.empty(),
                                    LogMeter.fresh()));
        } catch (IOException e) {
            folder.close();
            world.close();
            throw e;
        }
    }

    private static RaftSettings settings(Path log, String id) {
        return new RaftSettings(
                new MemberSettings(id, List.of(id), log, TIMEOUT, TIMEOUT),
                new RaftSettings.Waiting(1024, 1 << 20),
                Duration.ofSeconds(20),
                new RaftSettings.SnapshotsDue(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1)));
    }

    private Keepers state() {
        StateSettings settings =
                new StateSettings(
                        512, Duration.ofDays(1), Duration.ofDays(1), true, Duration.ofDays(1));
        Hub hub = new Hub(world, WatchSettings.standard(), PushMeter.fresh());
        return new Keepers(
                new RegistryKeeper(world, settings, hub),
                new ConfigKeeper(world, settings, hub, past));
    }

    void publish(int key, int value) throws Exception {
        ConfigOutcome outcome =
                answer(
                        log.append(
                                new ConfigCommand.Publish(
                                        key(key),
                                        Content.of(value + FILLING, "text", ""),
                                        Description.NONE,
                                        Optional.empty(),
                                        Optional.empty(),
                                        new Author("", "10.0.0.1"),
                                        value)));
        if (!(outcome instanceof ConfigOutcome.Done)) {
            throw new IllegalStateException(outcome.toString());
        }
    }

    private static ConfigKey key(int key) {
        return new ConfigKey(Namespace.PUBLIC, "g", "d" + key);
    }

    /** A snapshot, and with it a file outside of the folder. */
    void backUp(Path file) throws Exception {
        try (Backup backup = answer(log.take());
                OutputStream out = Files.newOutputStream(file)) {
            backup.writeTo(out);
        }
    }

    /** What each key says now. */
    Map<Integer, Integer> values() {
        Map<Integer, Integer> values = new TreeMap<>();
        state.config()
                .configs()
                .forEach(
                        shared -> {
                            ConfigView view = shared.value();
                            int key = Integer.parseInt(view.key().dataId().substring(1));
                            values.put(key, value(view.formal().orElseThrow()));
                        });
        return values;
    }

    private static int value(Configuration configuration) {
        return Integer.parseInt(configuration.content().text().strip());
    }

    /** How many changes are known, of each of which it is known what was there before. */
    int changes() {
        int count = 0;
        for (int key : values().keySet()) {
            for (HistoryRow row : state.config().history(key(key))) {
                var _ = state.config().past(row.number()).orElseThrow();
                count++;
            }
        }
        return count;
    }

    private static <T> T answer(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        log.close();
        past.close();
        world.close();
        folder.close();
    }
}
