package dev.pharos.testkit.contract.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.config.Author;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.Content;
import dev.pharos.core.config.Description;
import dev.pharos.core.config.Reader;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.cluster.log.LogSettings;
import dev.pharos.server.cluster.raft.RaftLog;
import dev.pharos.server.cluster.raft.RaftSettings;
import dev.pharos.server.cluster.raft.SegmentLogStorage;
import dev.pharos.server.cluster.raft.StateFiles;
import dev.pharos.server.cluster.raft.backup.BackupFile;
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
import dev.pharos.testkit.contract.Stages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The promise of {@code port.Backups}, which a replicated log makes. */
@Timeout(120)
final class BackupsContract {
    private static final int SOME = 40;

    private final SystemWorld world = new SystemWorld((_, failure) -> failure.printStackTrace());
    private final Path folder;
    private final Inside node;
    private final RaftLog log;

    /** A state, and where its past lies. */
    private record Inside(Keepers keepers, HistoryFiles past) {
        static Inside in(SystemWorld world, Path folder) throws IOException {
            Hub hub = new Hub(world, WatchSettings.standard(), PushMeter.fresh());
            StateSettings standard = StateSettings.standard();
            HistoryFiles past = HistoryFiles.open(folder.resolve("history"), 1 << 14);
            ConfigKeeper configs = new ConfigKeeper(world, standard, hub, past);
            return new Inside(new Keepers(new RegistryKeeper(world, standard, hub), configs), past);
        }

        /** The number that is published under this key; 0 when none is. */
        int number(String key) {
            return keepers.config()
                    .find(key(key))
                    .flatMap(view -> view.value().select(Reader.at("10.0.0.1")))
                    .map(served -> Integer.parseInt(served.content().text()))
                    .orElse(0);
        }

        StateFiles files() {
            return new StateFiles(keepers, past);
        }
    }

    BackupsContract(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.node = Inside.in(world, folder.resolve("raft"));
        String self = UUID.randomUUID().toString();
        Duration timeout = Duration.ofMillis(500);
        RaftSettings settings =
                new RaftSettings(
                        new MemberSettings(
                                self, List.of(self), folder.resolve("raft"), timeout, timeout),
                        new RaftSettings.Waiting(1024, 1 << 20),
                        Duration.ofSeconds(20),
                        new RaftSettings.SnapshotsDue(1 << 20, 1000, Duration.ofHours(1)));
        LogMeter meter = LogMeter.fresh();
        RaftLog.Parts parts =
                new RaftLog.Parts(
                        node.keepers(),
                        Optional.of(node.files()),
                        (at, room) ->
                                new SegmentLogStorage(at, new LogSettings(1 << 20), meter, room),
                        Optional.empty(),
                        meter);
        this.log = RaftLog.start(world, settings, parts);
    }

    @AfterEach
    void close() {
        log.close();
        world.close();
    }

    @Test
    void aCopyHasWhatWasAnsweredBeforeWithItsPast() throws Exception {
        for (int number = 1; number <= SOME; number++) {
            publish("a", number);
        }
        try (Backup backup = Stages.answer(log.take())) {
            publish("a", SOME + 1);
            Inside copy = restored(backup, "copy");
            assertThat(copy.number("a")).isEqualTo(SOME);
            ConfigKeeper configs = copy.keepers().config();
            List<String> past = new ArrayList<>();
            for (var row : configs.history(key("a"))) {
                past.add(configs.past(row.number()).orElseThrow().body().content().text());
            }
            assertThat(past).hasSize(SOME).startsWith(Integer.toString(SOME - 1));
        }
    }

    @Test
    void aCopyIsOfOneMomentAlsoWhileOthersWrite() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> writer =
                CompletableFuture.runAsync(() -> publishInTurn(done), world.tasks());
        try {
            for (int round = 0; round < 5; round++) {
                int before = node.number("b");
                try (Backup backup = Stages.answer(log.take())) {
                    Inside copy = restored(backup, "copy-" + round);
                    assertThat(copy.number("b")).isGreaterThanOrEqualTo(before);
                    assertThat(copy.number("a") - copy.number("b")).isBetween(0, 1);
                }
            }
        } finally {
            done.set(true);
        }
        Stages.answer(writer);
    }

    @Test
    void aCopyIsTheSameEachTimeItIsWritten() throws Exception {
        publish("a", 1);
        try (Backup backup = Stages.answer(log.take())) {
            byte[] first = bytes(backup);
            for (int number = 2; number <= SOME; number++) {
                publish("a", number);
            }
            try (Backup later = Stages.answer(log.take())) {
                assertThat(bytes(backup)).isEqualTo(first);
                assertThat(restored(later, "later").number("a")).isEqualTo(SOME);
            }
            assertThat(bytes(backup)).isEqualTo(first);
        }
    }

    @Test
    void manyMayBeAskedForAtOnce() throws Exception {
        publish("a", 1);
        List<CompletionStage<Backup>> asked = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            asked.add(log.take());
        }
        for (CompletionStage<Backup> each : asked) {
            try (Backup backup = Stages.answer(each)) {
                assertThat(bytes(backup)).isNotEmpty();
            }
        }
    }

    @Test
    void whenNoneCanBeMadeThatIsAFault() {
        log.close();
        Stages.fails(log.take(), Fault.Unavailable.class);
    }

    private void publishInTurn(AtomicBoolean done) {
        for (int number = 1; !done.get(); number++) {
            for (String key : List.of("a", "b")) {
                log.append(publication(key, number)).toCompletableFuture().join();
            }
        }
    }

    /** What a node has that begins with this copy. */
    private Inside restored(Backup backup, String name) throws Exception {
        Path to = folder.resolve(name);
        Path file = folder.resolve(name + ".backup");
        Path files = Files.createDirectories(to.resolve("files"));
        Files.write(file, bytes(backup));
        BackupFile.Contents contents = BackupFile.unpack(file, files);
        assertThat(contents.files()).contains("state");
        Inside copy = Inside.in(world, to);
        copy.files().restore(files);
        return copy;
    }

    private static byte[] bytes(Backup backup) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        backup.writeTo(out);
        return out.toByteArray();
    }

    private void publish(String key, int number) throws Exception {
        Stages.answer(log.append(publication(key, number)));
    }

    private static ConfigCommand publication(String key, int number) {
        return new ConfigCommand.Publish(
                key(key),
                Content.of(Integer.toString(number), "text", ""),
                Description.NONE,
                Optional.empty(),
                Optional.empty(),
                new Author("", "10.0.0.1"),
                number);
    }

    private static ConfigKey key(String name) {
        return new ConfigKey(Namespace.PUBLIC, "g", name);
    }
}
