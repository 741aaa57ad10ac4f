package dev.pharos.server.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.health.Probing.Answer;
import dev.pharos.core.health.Probing.Plan;
import dev.pharos.core.health.Probing.Rhythm;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Pool;
import dev.pharos.core.registry.Registry;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.core.registry.ServiceCommand.MarkHealth;
import dev.pharos.core.registry.ServiceCommand.Persist;
import dev.pharos.core.registry.ServiceCommand.Unpersist;
import dev.pharos.core.registry.ServiceCommand.UpdatePool;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.Shared;
import dev.pharos.server.watch.ManualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class HealthRoundsTest {
    private static final ServiceName ORDERS =
            new ServiceName(Namespace.PUBLIC, ServiceName.DEFAULT_GROUP, "orders");
    private static final Instance ONE = persistent(Instance.at(ORDERS, "10.0.0.1", 80));

    private final ManualWorld world = new ManualWorld();
    private final Registry registry = new Registry(60_000, true);
    private final List<String> questions = new ArrayList<>();
    private final List<MarkHealth> verdicts = new ArrayList<>();
    private Answer answer = Answer.ALIVE;
    private boolean leads = true;

    private final HealthRounds rounds =
            new HealthRounds(
                    world,
                    () -> registry.view(ORDERS, 0).map(Shared::new).stream().toList(),
                    new Log(),
                    (checker, ip, port, _) -> {
                        questions.add(checker.type() + " " + ip + ":" + port);
                        return CompletableFuture.completedStage(answer);
                    },
                    () -> leads);

    @Test
    void ofSeveralNodesOnlyTheLeaderAsks() {
        registry.apply(new Persist(ORDERS, ONE));
        leads = false;
        rounds.start();

        world.pass(Duration.ofSeconds(20));
        assertThat(questions).isEmpty();

        leads = true;
        world.pass(Duration.ofSeconds(8));
        assertThat(questions).isNotEmpty();
    }

    @Test
    void theFirstQuestionComesWithinSevenSecondsAndALivingInstanceChangesNothing() {
        registry.apply(new Persist(ORDERS, ONE));
        rounds.start();

        world.pass(Duration.ofMillis(2900));
        assertThat(questions).isEmpty();
        world.pass(Duration.ofSeconds(6));
        assertThat(questions).isNotEmpty().containsOnly("TCP 10.0.0.1:80");

        world.pass(Duration.ofMinutes(1));
        assertThat(verdicts).isEmpty();
    }

    @Test
    void oneThatIsSilentThreeTimesIsMarkedOnceAndComesBackLikewise() {
        registry.apply(new Persist(ORDERS, ONE));
        answer = Answer.SILENT;
        rounds.start();

        world.pass(Duration.ofMinutes(1));
        assertThat(verdicts).containsExactly(new MarkHealth(ORDERS, ONE.address(), false));

        answer = Answer.ALIVE;
        world.pass(Duration.ofMinutes(1));
        assertThat(verdicts)
                .hasSize(2)
                .last()
                .isEqualTo(new MarkHealth(ORDERS, ONE.address(), true));
    }

    @Test
    void whereNothingIsToBeCheckedNobodyIsAsked() {
        registry.apply(new Persist(ORDERS, ONE));
        registry.apply(new UpdatePool(ORDERS, pool(Pool.Checker.NONE, 80, true)));
        rounds.start();

        world.pass(Duration.ofMinutes(1));
        assertThat(questions).isEmpty();
    }

    @Test
    void anOperatorMayStopAllQuestionsAndLetThemGoOn() {
        registry.apply(new Persist(ORDERS, ONE));
        answer = Answer.SILENT;
        rounds.follow(plan(false, 3));
        rounds.start();
        world.pass(Duration.ofMinutes(1));
        assertThat(questions).isEmpty();

        rounds.follow(plan(true, 3));
        world.pass(Duration.ofMinutes(1));
        assertThat(verdicts).hasSize(1);
    }

    @Test
    void anOperatorMayAskForOneAnswerOnly() {
        registry.apply(new Persist(ORDERS, ONE));
        answer = Answer.SILENT;
        rounds.follow(plan(true, 1));
        rounds.start();
        while (questions.isEmpty()) {
            world.pass(Duration.ofSeconds(1));
        }
        assertThat(verdicts).hasSize(1);
    }

    private static Plan plan(boolean enabled, int enough) {
        return new Plan(enabled, enough, Rhythm.TCP, Rhythm.HTTP, Rhythm.MYSQL);
    }

    @Test
    void thePortOfThePoolIsAskedWhereThePoolSaysSo() {
        registry.apply(new Persist(ORDERS, ONE));
        Pool.Checker http = new Pool.Checker("HTTP", new TreeMap<>());
        registry.apply(new UpdatePool(ORDERS, pool(http, 81, false)));
        rounds.start();

        world.pass(Duration.ofSeconds(10));
        assertThat(questions).isNotEmpty().containsOnly("HTTP 10.0.0.1:81");
    }

    @Test
    void whoHasGoneIsNotAskedAnyMore() {
        registry.apply(new Persist(ORDERS, ONE));
        rounds.start();
        world.pass(Duration.ofSeconds(10));
        registry.apply(new Unpersist(ORDERS, ONE.ip(), ONE.port()));
        questions.clear();

        world.pass(Duration.ofMinutes(1));
        assertThat(questions).isEmpty();
    }

    private static Pool pool(Pool.Checker checker, int port, boolean useInstancePort) {
        return new Pool(Instance.DEFAULT_POOL, checker, port, useInstancePort, new TreeMap<>());
    }

    private static Instance persistent(Instance instance) {
        return new Instance(
                instance.ip(),
                instance.port(),
                instance.pool(),
                instance.weight(),
                instance.healthy(),
                instance.enabled(),
                false,
                instance.metadata(),
                instance.id());
    }

    /** Commits at once, and remembers the verdicts. */
    private final class Log implements CommandLog {
        @Override
        public void close() {}

        @Override
        public CompletionStage<RegistryOutcome> append(ServiceCommand command) {
            if (command instanceof MarkHealth verdict) {
                verdicts.add(verdict);
            }
            return CompletableFuture.completedStage(registry.apply(command));
        }

        @Override
        public CompletionStage<ConfigOutcome> append(ConfigCommand command) {
            throw new IllegalStateException("no configuration is probed");
        }

        @Override
        public CompletionStage<Void> barrier() {
            return CompletableFuture.completedStage(null);
        }
    }
}
