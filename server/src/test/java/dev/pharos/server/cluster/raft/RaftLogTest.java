package dev.pharos.server.cluster.raft;

import static dev.pharos.server.cluster.raft.Replies.answer;
import static dev.pharos.server.cluster.raft.Replies.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.cluster.log.LogSettings;
import dev.pharos.server.cluster.log.SimDisk;
import dev.pharos.server.cluster.raft.member.MemberSettings;
import dev.pharos.server.telemetry.meter.LogMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What RaftLog promises beyond the contract of a command log; a group of one. */
final class RaftLogTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final RaftSettings.SnapshotsDue NEVER =
            new RaftSettings.SnapshotsDue(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1));

    private static final RaftSettings.SnapshotsDue OFTEN =
            new RaftSettings.SnapshotsDue(Long.MAX_VALUE, 10, Duration.ofDays(1));

    private static final LogSettings SEGMENTS = new LogSettings(1 << 20);
    private static final String LARGE = "x".repeat(300_000);

    private final List<Throwable> broken = new CopyOnWriteArrayList<>();
    private final SystemWorld world = new SystemWorld((_, failure) -> broken.add(failure));
    private final MemoryStorage storage = new MemoryStorage();

    @TempDir Path folder;

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void whatWasAnsweredIsThereAfterARestartBeforeTheStartReturns() throws Exception {
        Ledger first = new Ledger();
        try (RaftLog log = start(first, LONG, NEVER)) {
            for (int i = 0; i < 100; i++) {
                assertThat(answer(log.append(remove("n" + i))))
                        .isEqualTo(new ConfigOutcome.Done(i + 1));
            }
        }
        Ledger second = new Ledger();
        try (RaftLog log = start(second, LONG, NEVER)) {
            assertThat(second.applied()).hasSize(100).isEqualTo(first.applied());
            assertThat(answer(log.append(remove("next")))).isEqualTo(new ConfigOutcome.Done(101));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void whatComesWhileAnEntryIsWrittenRidesInTheNext() throws Exception {
        Ledger ledger = new Ledger();
        try (RaftLog log = start(ledger, LONG, NEVER)) {
            int before = storage.size();
            storage.hold();
            List<CompletionStage<?>> replies = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                replies.add(log.append(remove("n" + i)));
                replies.add(log.append(service("s" + i)));
            }
            storage.release();
            for (CompletionStage<?> reply : replies) {
                answer(reply);
            }
            assertThat(ledger.applied()).hasSize(400);
            assertThat(storage.size() - before).as("entries for 400 commands").isLessThan(5);
        }
    }

    @Test
    void aFullQueueIsBusyAndNothingOfItHappens() throws Exception {
        Ledger ledger = new Ledger();
        RaftSettings settings = settings(new RaftSettings.Waiting(4, 1 << 20), LONG, NEVER);
        try (RaftLog log = start(ledger, settings)) {
            storage.hold();
            List<CompletionStage<ConfigOutcome>> replies =
                    IntStream.range(0, 20).mapToObj(i -> log.append(remove("n" + i))).toList();
            List<Fault> refused = faults(replies.stream().filter(RaftLogTest::isDone).toList());
            assertThat(refused).isNotEmpty().allMatch(new Fault.Busy("log", 4)::equals);
            storage.release();
            for (CompletionStage<ConfigOutcome> reply : replies) {
                var _ = reply.handle((_, _) -> 0).toCompletableFuture().get(20, TimeUnit.SECONDS);
            }
            assertThat(ledger.applied()).hasSize(20 - refused.size());
        }
    }

    @Test
    void aBarrierLeavesNoTimerBehindThatWakesUpAllTheTime() throws Exception {
        try (RaftLog log = start(new Ledger(), LONG, NEVER)) {
            answer(log.barrier());
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.contains("read-index"));
        }
    }

    @Test
    void tooManyBytesAreBusyToo() throws Exception {
        RaftSettings settings = settings(new RaftSettings.Waiting(100, 1000), LONG, NEVER);
        try (RaftLog log = start(new Ledger(), settings)) {
            assertThat(answer(log.append(remove("x".repeat(5000)))))
                    .as("one alone is taken, whatever its size")
                    .isInstanceOf(ConfigOutcome.Done.class);
            storage.hold();
            List<CompletionStage<ConfigOutcome>> replies =
                    IntStream.range(0, 9)
                            .mapToObj(_ -> log.append(remove("x".repeat(400))))
                            .toList();
            assertThat(faults(replies.stream().filter(RaftLogTest::isDone).toList()))
                    .isNotEmpty()
                    .allMatch(new Fault.Busy("log (bytes)", 1000)::equals);
            storage.release();
        }
    }

    @Test
    void whatHangsIsUnsureAndWhatWaitedBehindItIsRefused() throws Exception {
        Ledger ledger = new Ledger();
        try (RaftLog log = start(ledger, Duration.ofSeconds(2), NEVER)) {
            storage.hold();
            List<CompletionStage<ConfigOutcome>> sent =
                    List.of(log.append(remove("a")), log.append(remove("b")));
            CompletionStage<ConfigOutcome> behind = log.append(remove("c"));
            assertThat(faults(sent)).hasOnlyElementsOfType(Fault.Unsure.class);
            assertThat(fault(behind)).isInstanceOf(Fault.Unavailable.class);
            storage.release();
            await().untilAsserted(() -> assertThat(ledger.applied()).containsExactly("a", "b"));
            assertThat(answer(log.append(remove("d")))).isEqualTo(new ConfigOutcome.Done(3));
        }
    }

    @Test
    void aDiskThatFailsLeavesTheSentUnsureAndRefusesAllThatFollows() throws Exception {
        Ledger ledger = new Ledger();
        try (RaftLog log = start(ledger, LONG, NEVER)) {
            storage.breakDisk();
            assertThat(fault(log.append(remove("a")))).isInstanceOf(Fault.Unsure.class);
            await().untilAsserted(
                            () ->
                                    assertThat(fault(log.append(remove("b"))).message())
                                            .contains("the log cannot be written"));
            assertThat(fault(log.barrier()).message()).contains("the log cannot be written");
            assertThat(ledger.applied()).isEmpty();
        }
    }

    @Test
    void aFullDiskRefusesUntilThereIsRoomAgain() throws Exception {
        Ledger ledger = new Ledger();
        SimDisk disk = new SimDisk(1);
        try (RaftLog log = start(ledger, disk)) {
            disk.limit(disk.usedBytes());
            List<CompletionStage<ConfigOutcome>> sent = untilRefused(log);
            assertThat(fault(log.append(remove("b"))).message())
                    .contains("no space left")
                    .endsWith("make room; no restart is needed");
            assertThat(faults(sent))
                    .as("at once, as they may happen when there is room")
                    .hasOnlyElementsOfType(Fault.Unsure.class);
            disk.limit(Long.MAX_VALUE);
            await().untilAsserted(() -> assertThat(ledger.applied()).hasSize(sent.size()));
            await().until(() -> log.refusal().isEmpty());
            assertThat(answer(log.append(remove("c"))))
                    .isEqualTo(new ConfigOutcome.Done(sent.size() + 1));
            assertThat(ledger.applied()).hasSize(sent.size() + 1).startsWith(LARGE).endsWith("c");
        }
    }

    @Test
    void aStartThatWouldWaitForRoomIsRefused() throws Exception {
        SimDisk disk = new SimDisk(1);
        start(new Ledger(), disk).close();
        disk.limit(0);
        while (true) {
            try (RaftLog log = start(new Ledger(), disk)) {
                answer(log.barrier()); // what has been reserved is not used up yet
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("no space left", "make room, then start");
                break;
            }
        }
        disk.limit(Long.MAX_VALUE);
        start(new Ledger(), disk).close();
        assertThat(broken).isEmpty();
    }

    @Test
    void aLogThatWaitsForRoomCanBeClosed() throws Exception {
        SimDisk disk = new SimDisk(1);
        RaftLog log = start(new Ledger(), disk);
        disk.limit(disk.usedBytes());
        List<CompletionStage<ConfigOutcome>> sent = untilRefused(log);
        log.close();
        assertThat(faults(sent)).isNotEmpty().hasOnlyElementsOfType(Fault.Unsure.class);
        assertThat(broken).isEmpty();
    }

    @Test
    void aStateThatThrowsEndsTheNode() throws Exception {
        try (RaftLog log = start(new Ledger(), LONG, NEVER)) {
            assertThat(fault(log.append(remove("poison")))).isInstanceOf(Fault.Unsure.class);
            await().until(() -> !broken.isEmpty());
            assertThat(broken.getFirst())
                    .hasMessageContaining("of the log cannot be applied")
                    .hasRootCauseMessage("poisoned");
            assertThat(fault(log.append(remove("b")))).isInstanceOf(Fault.Unavailable.class);
        }
    }

    @Test
    void aClosedLogRefuses() throws Exception {
        RaftLog log = start(new Ledger(), LONG, NEVER);
        log.close();
        assertThat(fault(log.append(remove("a")))).isEqualTo(RaftLog.STOPPING);
        assertThat(fault(log.barrier())).isEqualTo(RaftLog.STOPPING);
    }

    @Test
    void snapshotsShortenTheLogAndARestartGoesOnFromThere() throws Exception {
        Ledger first = new Ledger();
        try (RaftLog log = start(first, LONG, OFTEN)) {
            for (int i = 0; storage.getFirstLogIndex() == 1; i++) {
                answer(log.append(remove("n" + i)));
                assertThat(i).as("a log that is never shortened").isLessThan(10_000);
            }
            answer(log.append(remove("last")));
        }
        Ledger second = new Ledger();
        try (RaftLog log = start(second, LONG, OFTEN)) {
            assertThat(second.restored()).isGreaterThanOrEqualTo(10);
            assertThat(second.applied()).isEqualTo(first.applied());
            answer(log.barrier());
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void aLogIsFoldedWhenItIsAsLongAsWhatIsInIt() throws Exception {
        RaftSettings.SnapshotsDue due =
                new RaftSettings.SnapshotsDue(500, Long.MAX_VALUE, Duration.ofDays(1));
        Ledger ledger = new Ledger();
        try (RaftLog log = start(ledger, LONG, due)) {
            answer(log.append(remove(LARGE)));
            answer(log.take()).close();
            int before = ledger.images();
            for (int i = 0; i < 30; i++) {
                answer(log.append(remove("a name of some length, so that 30 are many: " + i)));
            }
            assertThat(ledger.images()).as("shorter than its image").isEqualTo(before);
            answer(log.append(remove(LARGE)));
            await().until(() -> ledger.images() > before);
        }
    }

    @Test
    void snapshotsAreTakenAfterAWhileToo() throws Exception {
        RaftSettings.SnapshotsDue due =
                new RaftSettings.SnapshotsDue(
                        Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofMillis(50));
        try (RaftLog log = start(new Ledger(), LONG, due)) {
            answer(log.append(remove("a")));
            Path snapshots = folder.resolve("raft/snapshots");
            await().until(() -> snapshots.toFile().list().length > 0);
        }
    }

    /** What the library says of a snapshot goes to a file of its own, when all else is written. */
    @ParameterizedTest
    @ValueSource(strings = {"ledger", "__raft_snapshot_meta", "__raft_snapshot_meta.tmp"})
    void aSnapshotThatCannotBeWrittenDoesNoHarm(String obstacle) throws Exception {
        Ledger ledger = new Ledger();
        ledger.obstruct(obstacle);
        try (RaftLog log = start(ledger, LONG, OFTEN)) {
            for (int i = 0; i < 100; i++) {
                answer(log.append(remove("n" + i)));
            }
            assertThat(ledger.images()).as("it is not tried again at once").isOne();
            assertThat(fault(log.take()).message()).contains("the snapshot failed");
            answer(log.append(remove("after")));
            ledger.obstruct("");
            answer(log.take()).close();
        }
        Ledger second = new Ledger();
        try (RaftLog log = start(second, LONG, OFTEN)) {
            assertThat(second.restored()).isEqualTo(101);
            assertThat(second.applied()).isEqualTo(ledger.applied());
            answer(log.barrier());
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void aSnapshotFolderThatCannotBeMadeDoesNoHarm() throws Exception {
        Path snapshots = folder.resolve("raft/snapshots");
        try (RaftLog log = start(new Ledger(), LONG, OFTEN)) {
            answer(log.append(remove("a")));
            Files.delete(snapshots);
            Files.writeString(snapshots, "a file");
            assertThat(fault(log.take()).message()).contains("the snapshot failed");
            answer(log.append(remove("b")));
            Files.delete(snapshots);
            Files.createDirectory(snapshots);
            answer(log.take()).close();
        }
    }

    @Test
    void aSnapshotThatIsDamagedStopsTheStartAndIsNamed() throws Exception {
        takeSnapshots(1);
        Path snapshot = snapshot();
        for (String name : List.of("__raft_snapshot_meta", "seal")) {
            Path file = snapshot.resolve(name);
            byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i < bytes.length; i += 5) {
                bytes[i] ^= 4;
                Files.write(file, bytes);
                assertRefused(file.toString());
                bytes[i] ^= 4;
            }
            Files.delete(file);
            assertRefused(file + " is missing. Remedy: ");
            Files.write(file, bytes);
        }
        Files.move(snapshot, snapshot.resolveSibling("snapshot_99"));
        assertRefused("(expected: what the library says of entry ");
        Files.move(snapshot.resolveSibling("snapshot_99"), snapshot);
        try (RaftLog log = start(new Ledger(), LONG, OFTEN)) {
            answer(log.barrier());
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void aSnapshotThatIsGoneOrTooOldStopsTheStart() throws Exception {
        takeSnapshots(1);
        Path first = snapshot();
        Path kept = Files.createDirectory(folder.resolve("kept"));
        try (Stream<Path> files = Files.list(first)) {
            for (Path file : files.toList()) {
                Files.copy(file, kept.resolve(file.getFileName()));
            }
        }
        takeSnapshots(3);
        Path newest = snapshot();
        Path away = Files.move(newest, folder.resolve("away"));
        String gap = "log has entries from " + storage.getFirstLogIndex() + " on, and ";
        assertRefused(gap + "there is no snapshot in " + newest.getParent());
        Files.move(kept, first);
        assertRefused(gap + "the newest snapshot is " + first + " (expected: a snapshot of entry ");
        Files.move(away, newest);
        try (RaftLog log = start(new Ledger(), LONG, OFTEN)) {
            answer(log.barrier());
        }
        assertThat(broken).isEmpty();
    }

    private void takeSnapshots(int count) throws Exception {
        try (RaftLog log = start(new Ledger(), LONG, NEVER)) {
            for (int i = 0; i < count; i++) {
                answer(log.append(remove("a")));
                answer(log.take()).close();
            }
        }
    }

    private Path snapshot() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("raft/snapshots"))) {
            return files.reduce(
                            (a, b) -> {
                                throw new AssertionError(a + " and " + b);
                            })
                    .orElseThrow();
        }
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> start(new Ledger(), LONG, OFTEN))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("Remedy: ");
    }

    private RaftLog start(Ledger ledger, Duration patience, RaftSettings.SnapshotsDue due)
            throws IOException {
        return start(ledger, settings(new RaftSettings.Waiting(1024, 1 << 20), patience, due));
    }

    private RaftLog start(Ledger ledger, RaftSettings settings) throws IOException {
        return RaftLog.start(
                world,
                settings,
                new RaftLog.Parts(
                        ledger,
                        Optional.of(ledger),
                        (folder, _) -> storage.in(folder),
                        Optional.empty(),
                        LogMeter.fresh()));
    }

    private RaftLog start(Ledger ledger, SimDisk disk) throws IOException {
        return RaftLog.start(
                world,
                settings(new RaftSettings.Waiting(1024, 1 << 20), LONG, NEVER),
                new RaftLog.Parts(
                        ledger,
                        Optional.of(ledger),
                        (log, room) ->
                                new SegmentLogStorage(
                                        each -> {
                                            MemoryStorage.sign(log);
                                            return disk.log(SEGMENTS, each);
                                        },
                                        room),
                        Optional.empty(),
                        LogMeter.fresh()));
    }

    private RaftSettings settings(
            RaftSettings.Waiting waiting, Duration patience, RaftSettings.SnapshotsDue due) {
        MemberSettings member =
                new MemberSettings(
                        "self-" + System.identityHashCode(this),
                        List.of("self-" + System.identityHashCode(this)),
                        folder.resolve("raft"),
                        Duration.ofMillis(500),
                        Duration.ofMillis(150));
        return new RaftSettings(member, waiting, patience, due);
    }

    private static ConfigCommand remove(String namespace) {
        return new ConfigCommand.RemoveNamespace(new Namespace(namespace), 0);
    }

    private static ServiceCommand service(String name) {
        return new ServiceCommand.RemoveService(new ServiceName(Namespace.PUBLIC, "g", name));
    }

    /** What has been sent before the log knows that its disk is full. */
    private static List<CompletionStage<ConfigOutcome>> untilRefused(RaftLog log) {
        List<CompletionStage<ConfigOutcome>> replies = new ArrayList<>();
        replies.add(log.append(remove(LARGE)));
        await().pollDelay(Duration.ZERO)
                .until(
                        () -> {
                            replies.add(log.append(remove("b")));
                            return isRefused(replies.getLast());
                        });
        return replies.stream().filter(reply -> !isRefused(reply)).toList();
    }

    private static boolean isRefused(CompletionStage<?> reply) {
        CompletableFuture<?> done = reply.toCompletableFuture();
        return done.isCompletedExceptionally()
                && done.exceptionNow() instanceof FaultException e
                && e.fault() instanceof Fault.Unavailable;
    }

    private static boolean isDone(CompletionStage<?> reply) {
        return reply.toCompletableFuture().isDone();
    }

    private static List<Fault> faults(List<? extends CompletionStage<?>> replies) throws Exception {
        List<Fault> faults = new ArrayList<>();
        for (CompletionStage<?> reply : replies) {
            faults.add(fault(reply));
        }
        return faults;
    }
}
