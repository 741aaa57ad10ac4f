package dev.pharos.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.config.Author;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand.RemoveService;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.cluster.log.LogSettings;
import dev.pharos.server.cluster.memory.MemoryLog;
import dev.pharos.server.cluster.raft.RaftLog;
import dev.pharos.server.cluster.raft.RaftSettings;
import dev.pharos.server.cluster.raft.SegmentLogStorage;
import dev.pharos.server.cluster.raft.member.MemberSettings;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.Commits;
import dev.pharos.server.port.World;
import dev.pharos.server.telemetry.meter.LogMeter;
import dev.pharos.testkit.contract.group.GroupOfThree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The promise of {@code port.CommandLog}; every log is a line of {@link Kind}. */
@ParameterizedClass
@EnumSource(CommandLogContract.Kind.class)
final class CommandLogContract {
    private static final int CALLERS = 4;
    private static final int COMMANDS_EACH = 100;

    enum Kind {
        MEMORY,
        RAFT,
        LEADER_OF_THREE,
        FOLLOWER_OF_THREE;

        CommandLog start(World world, Commits commits, Path folder) throws IOException {
            return switch (this) {
                case MEMORY -> new MemoryLog(world, commits);
                case RAFT -> RaftLog.start(world, raft(folder), parts(commits));
                case LEADER_OF_THREE -> GroupOfThree.leading(commits, folder);
                case FOLLOWER_OF_THREE -> GroupOfThree.following(commits, folder);
            };
        }

        /** The library finds its members by their ids, in one table for all tests of a process. */
        private static RaftSettings raft(Path folder) {
            String self = UUID.randomUUID().toString();
            Duration timeout = Duration.ofMillis(500);
            return new RaftSettings(
                    new MemberSettings(self, List.of(self), folder, timeout, timeout),
                    new RaftSettings.Waiting(1024, 1 << 20),
                    Duration.ofSeconds(20),
                    new RaftSettings.SnapshotsDue(1 << 20, 1000, Duration.ofHours(1)));
        }

        private static RaftLog.Parts parts(Commits commits) {
            return new RaftLog.Parts(
                    commits,
                    Optional.empty(),
                    (folder, room) ->
                            new SegmentLogStorage(
                                    folder, new LogSettings(1 << 20), LogMeter.fresh(), room),
                    Optional.empty(),
                    LogMeter.fresh());
        }
    }

    private final SystemWorld world = new SystemWorld((_, failure) -> failure.printStackTrace());
    private final HeldCommits commits = new HeldCommits();
    private final Kind kind;
    private CommandLog log;

    CommandLogContract(Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        log = kind.start(world, commits, folder);
    }

    @AfterEach
    void close() {
        log.close();
        world.close();
    }

    @Test
    void everyCommandIsCommittedOnceOnOneThread() throws Exception {
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            callers.add(CompletableFuture.runAsync(() -> appendAll(caller), world.tasks()));
        }
        for (Future<?> caller : callers) {
            caller.get(30, TimeUnit.SECONDS);
        }
        assertThat(commits.commands()).hasSize(CALLERS * COMMANDS_EACH).doesNotHaveDuplicates();
        assertThat(commits.threads()).hasSize(1);
        for (int caller = 0; caller < CALLERS; caller++) {
            List<ConfigCommand> expected = commandsOf(caller);
            assertThat(commits.commands().stream().filter(expected::contains).toList())
                    .as("in the order of caller %s, who waited for each answer", caller)
                    .isEqualTo(expected);
        }
    }

    @Test
    void bothKindsOfCommandsShareOneOrder() throws Exception {
        RemoveService first = new RemoveService(new ServiceName(Namespace.PUBLIC, "g", "s"));
        ConfigCommand second = remove(0, 0);
        assertThat(answer(log.append(first))).isEqualTo(RegistryOutcome.DONE);
        assertThat(answer(log.append(second))).isEqualTo(new ConfigOutcome.Done(2));
        assertThat(commits.commands()).containsExactly(first, second);
    }

    @Test
    void theAnswerIsThatOfTheStateAndComesAfterIt() throws Exception {
        commits.hold();
        CompletableFuture<ConfigOutcome> reply = log.append(remove(0, 0)).toCompletableFuture();
        await().until(() -> commits.held().size() == 1);
        assertThat(reply).isNotDone();
        ConfigOutcome refused = new ConfigOutcome.Refused(new Fault.NotFound("config", "a"));
        commits.held().getFirst().complete(refused);
        assertThat(answer(reply)).isEqualTo(refused);
    }

    @Test
    void aStateThatFailsIsAFaultOfTheAppend() {
        commits.hold();
        CompletableFuture<ConfigOutcome> reply = log.append(remove(0, 0)).toCompletableFuture();
        await().until(() -> commits.held().size() == 1);
        Fault busy = new Fault.Busy("config", 1);
        commits.held().getFirst().completeExceptionally(new FaultException(busy));
        assertThatThrownBy(() -> answer(reply))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isEqualTo(busy));
    }

    @Test
    void aBarrierWaitsForWhatIsCommittedAndNotYetApplied() throws Exception {
        commits.hold();
        var _ = log.append(remove(0, 0));
        var _ = log.append(remove(0, 1));
        await().until(() -> commits.held().size() == 2);
        CompletableFuture<Void> barrier = log.barrier().toCompletableFuture();
        // One more round through the log: the barrier has been looked at when this is seen.
        answer(log.append(new RemoveService(new ServiceName(Namespace.PUBLIC, "g", "s"))));
        assertThat(barrier).isNotDone();
        commits.held().get(1).complete(new ConfigOutcome.Done(2));
        assertThat(barrier).as("the first is still to be applied").isNotDone();
        commits.held().get(0).complete(new ConfigOutcome.Done(1));
        answer(barrier);
    }

    @Test
    void aBarrierOfAnIdleLogIsOpen() throws Exception {
        answer(log.append(remove(0, 0)));
        answer(log.barrier());
        assertThat(commits.commands()).hasSize(1);
    }

    private void appendAll(int caller) {
        for (ConfigCommand command : commandsOf(caller)) {
            log.append(command).toCompletableFuture().join();
        }
    }

    private static List<ConfigCommand> commandsOf(int caller) {
        return IntStream.range(0, COMMANDS_EACH).mapToObj(i -> remove(caller, i)).toList();
    }

    private static ConfigCommand remove(int caller, int number) {
        ConfigKey key = new ConfigKey(Namespace.PUBLIC, "g" + caller, "d" + number);
        return new ConfigCommand.Remove(key, new Author("", "10.0.0.1"), number);
    }

    private static <T> T answer(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
