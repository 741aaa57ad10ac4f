package dev.pharos.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.config.Author;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.config.Content;
import dev.pharos.core.config.Description;
import dev.pharos.core.config.Reader;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.core.registry.ServiceProfile;
import dev.pharos.server.cluster.memory.MemoryStore;
import dev.pharos.server.port.Commits;
import dev.pharos.server.state.ConfigKeeper;
import dev.pharos.server.state.Keepers;
import dev.pharos.server.state.RegistryKeeper;
import dev.pharos.server.state.StateSettings;
import dev.pharos.server.telemetry.meter.PushMeter;
import dev.pharos.server.watch.Hub;
import dev.pharos.server.watch.WatchSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The promise of {@code port.Commits}, which the keepers of {@code state} make to every log. */
@Timeout(60)
final class CommitsContract {
    private static final int COMMANDS = 300;
    private static final int MAILBOX_MAX = 512;
    private static final ConfigKey KEY = new ConfigKey(Namespace.PUBLIC, "g", "d");

    private final HeldWorld world = new HeldWorld();
    private final Hub hub = new Hub(world, WatchSettings.standard(), PushMeter.fresh());
    private final StateSettings settings =
            new StateSettings(
                    MAILBOX_MAX,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60),
                    true,
                    Duration.ofSeconds(30));
    private final RegistryKeeper registry = new RegistryKeeper(world, settings, hub);
    private final ConfigKeeper configs = new ConfigKeeper(world, settings, hub, new MemoryStore());
    private final Commits commits = new Keepers(registry, configs);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void configurationsAreAppliedInOrderOnOneThreadAndReadableWhenAnswered() throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        List<CompletionStage<Long>> replies = new ArrayList<>();
        holdWriter(() -> commits.committed(publish(-1))); // what follows is one batch
        for (int i = 0; i < COMMANDS; i++) {
            int number = i;
            replies.add(
                    commits.committed(publish(number))
                            .thenApply(
                                    outcome -> {
                                        threads.add(Thread.currentThread());
                                        assertThat(shown()).isGreaterThanOrEqualTo(number);
                                        return ((ConfigOutcome.Done) outcome).revision();
                                    }));
        }
        assertThat(replies).noneMatch(reply -> reply.toCompletableFuture().isDone());
        world.release();
        List<Long> revisions = new ArrayList<>();
        for (CompletionStage<Long> reply : replies) {
            revisions.add(Stages.answer(reply));
        }
        assertThat(revisions).isSorted().doesNotHaveDuplicates();
        assertThat(shown()).isEqualTo(COMMANDS - 1);
        assertThat(threads).hasSize(1);
    }

    @Test
    void whatWasCommittedLaterIsAppliedLater() throws Exception {
        ConfigCommand removal = new ConfigCommand.Remove(KEY, new Author("", "10.0.0.1"), 0);
        for (int i = 0; i < COMMANDS; i++) {
            var _ = commits.committed(publish(i));
            var removed = commits.committed(removal);
            var published = commits.committed(publish(i + 1));
            Stages.answer(removed);
            Stages.answer(published);
            assertThat(shown()).isEqualTo(i + 1);
        }
    }

    @Test
    void whatIsHandedOverTogetherIsAppliedInOrderAndAnsweredAfterwards() throws Exception {
        List<CompletionStage<ConfigOutcome>> replies = new ArrayList<>();
        List<CompletionStage<RegistryOutcome>> services = new ArrayList<>();
        commits.together(
                () -> {
                    for (int i = 0; i < Commits.APPLYING_MAX / 2; i++) {
                        replies.add(commits.committed(publish(i)));
                        services.add(commits.committed(create(service(i))));
                    }
                });
        long revision = 0;
        for (CompletionStage<ConfigOutcome> reply : replies) {
            assertThat(Stages.answer(reply)).isEqualTo(new ConfigOutcome.Done(++revision));
        }
        for (CompletionStage<RegistryOutcome> reply : services) {
            assertThat(Stages.answer(reply)).isEqualTo(RegistryOutcome.DONE);
        }
        assertThat(shown()).isEqualTo(Commits.APPLYING_MAX / 2 - 1);
        assertThat(registry.find(service(Commits.APPLYING_MAX / 2 - 1))).isPresent();
        assertThat(configs.history(KEY)).isNotEmpty();
    }

    @Test
    void servicesAreReadableWhenAnswered() throws Exception {
        List<CompletionStage<Boolean>> replies = new ArrayList<>();
        holdWriter(() -> commits.committed(create(service(-1))));
        for (int i = 0; i < COMMANDS; i++) {
            ServiceName name = service(i);
            replies.add(
                    commits.committed(create(name))
                            .thenApply(_ -> registry.find(name).isPresent()));
        }
        world.release();
        for (CompletionStage<Boolean> reply : replies) {
            assertThat(Stages.answer(reply)).isTrue();
        }
    }

    @Test
    void aRefusalIsAnAnswer() throws Exception {
        ServiceName name = service(0);
        assertThat(Stages.answer(commits.committed(create(name)))).isEqualTo(RegistryOutcome.DONE);
        assertThat(Stages.answer(commits.committed(create(name))))
                .isInstanceOf(RegistryOutcome.Refused.class);
        assertThat(
                        Stages.answer(
                                commits.committed(
                                        new ConfigCommand.RemoveGray(
                                                KEY, "none", new Author("", ""), 0))))
                .isInstanceOf(ConfigOutcome.Refused.class);
    }

    @Test
    void aKeeperThatIsHeldUpTakesAllThatALogMayHandOver() throws Exception {
        holdWriter(() -> commits.committed(publish(-1)));
        var _ =
                CompletableFuture.runAsync(
                        () -> {
                            var _ = commits.committed(create(service(-1)));
                        },
                        world.tasks());
        await().until(() -> registry.find(service(-1)).isPresent());
        List<CompletionStage<?>> taken = new ArrayList<>();
        int more = Commits.APPLYING_MAX / 2 - 1;
        for (int i = 0; i < more; i++) {
            taken.add(commits.committed(publish(i)));
            taken.add(commits.committed(create(service(i))));
        }
        assertThat(taken).noneMatch(reply -> reply.toCompletableFuture().isDone());

        world.release();
        for (CompletionStage<?> reply : taken) {
            Stages.answer(reply);
        }
        assertThat(shown()).isEqualTo(more - 1);
        assertThat(registry.find(service(more - 1))).isPresent();
    }

    /** Somebody else writes, and comes to no end before the world is released. */
    private void holdWriter(Supplier<CompletionStage<?>> command) {
        world.hold();
        var _ = CompletableFuture.supplyAsync(command, world.tasks());
        await().until(world::isHeld);
    }

    /** The number that the configuration carries now; -1 when there is none. */
    private int shown() {
        return configs.find(KEY)
                .flatMap(view -> view.value().select(Reader.at("10.0.0.9")))
                .map(served -> Integer.parseInt(served.content().text()))
                .orElse(-1);
    }

    private static ConfigCommand publish(int number) {
        return new ConfigCommand.Publish(
                KEY,
                Content.of(Integer.toString(number), "text", ""),
                Description.NONE,
                Optional.empty(),
                Optional.empty(),
                new Author("", "10.0.0.1"),
                number);
    }

    private static ServiceCommand create(ServiceName name) {
        return new ServiceCommand.CreateService(name, ServiceProfile.PLAIN);
    }

    private static ServiceName service(int number) {
        return new ServiceName(Namespace.PUBLIC, "g", "s" + number);
    }
}
