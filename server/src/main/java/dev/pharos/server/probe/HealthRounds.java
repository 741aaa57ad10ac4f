package dev.pharos.server.probe;

import dev.pharos.core.health.Probing;
import dev.pharos.core.health.Probing.Answer;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Pool;
import dev.pharos.core.registry.ServiceCommand.MarkHealth;
import dev.pharos.core.registry.ServiceProfile;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.Prober;
import dev.pharos.server.port.Shared;
import dev.pharos.server.port.World;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every persistent instance again and again whether it lives, and has the log order what its
 * answers mean.
 *
 * <p>Limit: {@value #ASKED_MAX} questions are under way at a time; the others wait. Thread: all
 * state belongs to one loop.
 */
public final class HealthRounds {
    private static final Logger LOG = LoggerFactory.getLogger(HealthRounds.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration DEADLINE = Duration.ofMillis(500);
    private static final int ASKED_MAX = 1000;
    private static final int FIRST_MIN_MILLIS = 2000;
    private static final int FIRST_SPREAD_MILLIS = 5000;

    private static final List<Shared<ServiceView>> NOBODY = List.of();

    private final World world;
    private final Supplier<Collection<Shared<ServiceView>>> services;
    private final CommandLog log;
    private final Prober prober;
    private final BooleanSupplier leads;
    private final Executor loop;
    private final Map<Subject, Round> rounds = new HashMap<>();
    private Probing.Plan plan = Probing.Plan.STANDARD;
    private long tick;
    private int asked;

    /** One persistent instance. */
    private record Subject(ServiceName service, Instance.Address address) {}

    /** Where its asking stands. */
    private static final class Round {
        private Probing probing;
        private long dueNanos;
        private long seenAtTick;
        private boolean healthy;
        private boolean asked;

        Round(Probing probing, long dueNanos) {
            this.probing = probing;
            this.dueNanos = dueNanos;
        }
    }

    /**
     * Asks nobody yet.
     *
     * @param services all there are now; called once a second
     * @param leads whether it is this node that asks; of several one does
     */
    public HealthRounds(
            World world,
            Supplier<Collection<Shared<ServiceView>>> services,
            CommandLog log,
            Prober prober,
            BooleanSupplier leads) {
        this.leads = leads;
        this.world = world;
        this.services = services;
        this.log = log;
        this.prober = prober;
        this.loop = world.loop("probe");
    }

    /** Asks by another plan from now on. Thread: any; never blocks. */
    public void follow(Probing.Plan next) {
        loop.execute(() -> plan = next);
    }

    /** Asks from now on. */
    public void start() {
        world.after(TICK, loop, this::tick);
    }

    private void tick() {
        tick++;
        for (Shared<ServiceView> shared : leads.getAsBoolean() ? services.get() : NOBODY) {
            ServiceView service = shared.value();
            for (Instance instance : service.instances()) {
                if (!instance.ephemeral()) {
                    look(service, instance);
                }
            }
        }
        rounds.values().removeIf(round -> round.seenAtTick != tick);
        world.after(TICK, loop, this::tick);
    }

    private void look(ServiceView service, Instance instance) {
        Pool pool =
                service.profile()
                        .map(ServiceProfile::pools)
                        .map(pools -> pools.get(instance.pool()))
                        .orElseGet(() -> Pool.plain(instance.pool()));
        if (pool.checker().type().equals(Pool.Checker.NONE.type())) {
            return;
        }
        Subject subject = new Subject(service.name(), instance.address());
        Round round = rounds.computeIfAbsent(subject, _ -> fresh());
        round.seenAtTick = tick;
        round.healthy = instance.healthy();
        if (plan.enabled()
                && !round.asked
                && round.dueNanos - world.nanos() <= 0
                && asked < ASKED_MAX) {
            ask(subject, round, pool);
        }
    }

    private Round fresh() {
        int first = FIRST_MIN_MILLIS + world.random().nextInt(FIRST_SPREAD_MILLIS);
        return new Round(Probing.fresh(first), world.nanos() + Duration.ofMillis(first).toNanos());
    }

    private void ask(Subject subject, Round round, Pool pool) {
        int port = pool.useInstancePort() ? subject.address().port() : pool.checkPort();
        long sinceNanos = world.nanos();
        asked++;
        round.asked = true;
        prober.probe(pool.checker(), subject.address().ip(), port, DEADLINE)
                .whenCompleteAsync(
                        (answer, failure) -> {
                            asked--;
                            round.asked = false;
                            if (failure != null) {
                                LOG.warn("probe failed subject={}", subject, failure);
                            }
                            Answer heard = failure == null ? answer : Answer.SILENT;
                            hear(subject, round, heard, world.nanos() - sinceNanos, pool);
                        },
                        loop);
    }

    private void hear(Subject subject, Round round, Answer answer, long tookNanos, Pool pool) {
        Probing.Rhythm rhythm = plan.rhythm(pool.checker().type());
        round.probing = round.probing.after(answer, tookNanos / 1_000_000, rhythm);
        Duration pause = Duration.ofMillis(Math.round(round.probing.paceMillis()));
        round.dueNanos = world.nanos() + pause.toNanos();
        boolean lives = round.probing.verdict(plan.enough()).orElse(round.healthy);
        if (lives != round.healthy && rounds.get(subject) == round) {
            round.healthy = lives;
            LOG.info(
                    "health service={} instance={} healthy={}",
                    subject.service(),
                    subject.address(),
                    lives);
            // A refusal of the log is made good by the next answer.
            var _ = log.append(new MarkHealth(subject.service(), subject.address(), lives));
        }
    }
}
