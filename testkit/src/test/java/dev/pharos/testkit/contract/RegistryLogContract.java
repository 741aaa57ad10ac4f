package dev.pharos.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.server.boot.Plugs;
import dev.pharos.server.port.RegistryLog;
import dev.pharos.server.state.RegistryKeeper;
import dev.pharos.server.state.StateSettings;
import dev.pharos.server.telemetry.meter.PushMeter;
import dev.pharos.server.watch.Hub;
import dev.pharos.server.watch.WatchSettings;
import dev.pharos.testkit.contract.group.OneOfThree;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The promise of {@code port.RegistryLog}; every log is a line of {@link Kind}. */
@ParameterizedClass
@EnumSource(RegistryLogContract.Kind.class)
@Timeout(60)
final class RegistryLogContract {
    private static final int CALLERS = 4;
    private static final int COMMANDS_EACH = 200;
    private static final int MAILBOX_MAX = 1024;
    private static final ServiceName SERVICE = new ServiceName(Namespace.PUBLIC, "g", "s");

    enum Kind {
        /** One node, which owns every client. */
        ALONE,
        /** Most clients are looked after by one of the two others. */
        ONE_OF_THREE;

        RegistryLog start(RegistryKeeper keeper) throws IOException {
            return switch (this) {
                case ALONE -> Plugs.memory().ephemeral().apply(keeper::submit);
                case ONE_OF_THREE -> OneOfThree.of(keeper);
            };
        }
    }

    private final HeldWorld world = new HeldWorld();
    private final RegistryKeeper keeper =
            new RegistryKeeper(
                    world,
                    new StateSettings(
                            MAILBOX_MAX,
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(60),
                            true,
                            Duration.ofSeconds(30)),
                    new Hub(world, WatchSettings.standard(), PushMeter.fresh()));
    private final Kind kind;
    private final RegistryLog log;

    RegistryLogContract(Kind kind) throws IOException {
        this.kind = kind;
        this.log = kind.start(keeper);
    }

    @AfterEach
    void close() {
        if (log instanceof OneOfThree nodes) {
            nodes.close();
        }
        world.close();
    }

    @Test
    void whatIsAnsweredIsSeen() throws Exception {
        for (int i = 0; i < COMMANDS_EACH; i++) {
            int port = i + 1;
            assertThat(Stages.answer(seen(log.append(register(0, port)), port)))
                    .as("seen by whoever is told first")
                    .isTrue();
            assertThat(Stages.answer(seen(log.append(deregister(0, port)), port))).isFalse();
        }
    }

    @Test
    void theCommandsOfACallerTakeEffectInItsOrder() throws Exception {
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            callers.add(CompletableFuture.runAsync(() -> comesGoesAndComes(caller), world.tasks()));
        }
        for (CompletableFuture<Void> caller : callers) {
            Stages.answer(caller);
        }
        assertThat(ports()).hasSize(CALLERS * COMMANDS_EACH).doesNotHaveDuplicates();
    }

    /** Of a node with others, for whose sake it is asked too, nobody can say when it is full. */
    @Test
    void aFullOwnerIsBusyAndNothingHasBegun() throws Exception {
        assumeThat(kind).isEqualTo(Kind.ALONE);
        world.hold();
        CompletableFuture<Void> writer =
                CompletableFuture.runAsync(
                        () -> {
                            var _ = log.append(register(1, 1));
                        },
                        world.tasks());
        await().until(world::isHeld);
        List<CompletionStage<RegistryOutcome>> taken = new ArrayList<>();
        for (int port = 1; port <= MAILBOX_MAX; port++) {
            taken.add(log.append(register(0, port)));
        }
        CompletionStage<RegistryOutcome> refused = log.append(register(0, MAILBOX_MAX + 1));
        Stages.fails(refused, Fault.Busy.class);
        assertThat(taken).noneMatch(stage -> stage.toCompletableFuture().isDone());

        world.release();
        for (CompletionStage<RegistryOutcome> each : taken) {
            assertThat(Stages.answer(each)).isEqualTo(RegistryOutcome.DONE);
        }
        Stages.answer(writer);
        assertThat(ports()).hasSize(MAILBOX_MAX + 1).doesNotContain(MAILBOX_MAX + 1);
        assertThat(Stages.answer(log.append(register(0, MAILBOX_MAX + 1))))
                .as("once it is no longer full")
                .isEqualTo(RegistryOutcome.DONE);
    }

    private CompletionStage<Boolean> seen(CompletionStage<RegistryOutcome> append, int port) {
        return append.thenApply(_ -> ports().contains(port));
    }

    private List<Integer> ports() {
        return keeper.find(SERVICE)
                .map(view -> view.value().instances().stream().map(Instance::port).toList())
                .orElse(List.of());
    }

    /** Three commands at a time, of which none waits for the answer to the one before. */
    private void comesGoesAndComes(int caller) {
        for (int i = 0; i < COMMANDS_EACH; i++) {
            int port = caller * COMMANDS_EACH + i + 1;
            List<CompletionStage<RegistryOutcome>> three =
                    List.of(
                            log.append(register(caller, port)),
                            log.append(deregister(caller, port)),
                            log.append(register(caller, port)));
            three.forEach(stage -> stage.toCompletableFuture().join());
        }
    }

    private RegistryCommand register(int caller, int port) {
        return new RegistryCommand.Register(
                SERVICE,
                client(caller, port),
                List.of(Instance.at(SERVICE, "10.0.0." + caller, port)),
                true,
                world.steadyMillis());
    }

    private RegistryCommand deregister(int caller, int port) {
        return new RegistryCommand.Deregister(SERVICE, client(caller, port), world.steadyMillis());
    }

    private static ClientId client(int caller, int port) {
        return ClientId.address("10.0.0." + caller, port, true);
    }
}
