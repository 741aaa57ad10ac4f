package dev.pharos.server.cluster.raft.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.cluster.member.Leaderless;
import dev.pharos.server.cluster.raft.codec.Command;
import dev.pharos.server.port.World;
import dev.pharos.server.telemetry.meter.LogMeter;
import dev.pharos.server.watch.ManualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of entries, with a leader that does what the test says. */
final class DeparturesTest {
    private static final Fault NOBODY = new Fault.NoLeader("nobody", "wait");

    private final List<Throwable> broken = new ArrayList<>();
    private final SystemWorld world = new SystemWorld((_, failure) -> broken.add(failure));
    private final Scripted outlet = new Scripted();
    private Departures departures = departures(Duration.ofSeconds(20));

    private Departures departures(Duration patience) {
        return departures(world, patience);
    }

    private Departures departures(World in, Duration patience) {
        return new Departures(
                in,
                new Departures.Limits(1024, 1 << 20, 1 << 20, patience),
                outlet,
                LogMeter.fresh().batches());
    }

    /** Keeps what is sent; the test says what comes of it. */
    private static final class Scripted implements Outlet {
        private final List<Entry> sent = new ArrayList<>();
        private volatile Optional<Leader> leader = Optional.of(new Leader(new NodeId("a"), 1));
        private @Nullable Executor applies;
        private volatile long toSettle;
        private volatile long holdMillis;

        @Override
        public @Nullable Fault refusal() {
            return null;
        }

        @Override
        public boolean isOver() {
            return false;
        }

        @Override
        public boolean isStuck() {
            return false;
        }

        @Override
        public Optional<Leader> leader() {
            return leader;
        }

        @Override
        public Leaderless leaderless() {
            return new Leaderless(NOBODY, holdMillis);
        }

        @Override
        public synchronized void send(Entry entry, Leader to) {
            sent.add(entry);
            if (applies != null) {
                applies.execute(() -> apply(entry));
            }
        }

        @Override
        public void settle(long term) {
            toSettle = term;
        }

        synchronized List<Entry> sent() {
            return List.copyOf(sent);
        }

        static void apply(Entry entry) {
            entry.rider(0).follow(CompletableFuture.completedStage(new ConfigOutcome.Done(1)));
            entry.applied();
        }
    }

    @AfterEach
    void close() {
        world.close();
        assertThat(broken).isEmpty();
    }

    @Test
    void whatHasEndedIsForgottenWheneverItEnds() throws Exception {
        outlet.applies = world.tasks();
        for (int i = 0; i < 5_000; i++) {
            CompletableFuture<ConfigOutcome> reply = add();
            while (!reply.isDone()) {
                departures.look(); // at any moment of the other thread
            }
        }
        await().untilAsserted(
                        () -> {
                            departures.look();
                            assertThat(departures.isIdle()).isTrue();
                        });
    }

    @Test
    void whatWasNotTakenGoesToTheNextLeaderAndIsOneAndTheSame() throws Exception {
        CompletableFuture<ConfigOutcome> reply = add();
        outlet.leader = Optional.empty();
        outlet.sent().getFirst().notTaken(1);
        departures.look();
        assertThat(outlet.sent()).hasSize(1);
        outlet.leader = Optional.of(new Leader(new NodeId("b"), 2));
        departures.look();
        assertThat(outlet.sent()).hasSize(2);
        assertThat(outlet.sent().get(1)).isSameAs(outlet.sent().get(0));
        Scripted.apply(outlet.sent().getFirst());
        assertThat(reply.get(20, TimeUnit.SECONDS)).isEqualTo(new ConfigOutcome.Done(1));
    }

    @Test
    void whatMayBeInALogIsSentAgainOnlyWhenItIsSurelyLost() throws Exception {
        CompletableFuture<ConfigOutcome> reply = add();
        outlet.sent().getFirst().outOfSight(1);
        outlet.leader = Optional.of(new Leader(new NodeId("b"), 2));
        departures.look();
        assertThat(outlet.toSettle).as("a question, what the log has of term 1").isEqualTo(2);
        assertThat(outlet.sent()).hasSize(1);
        departures.lostBefore(1);
        assertThat(outlet.sent()).hasSize(1);
        departures.lostBefore(2);
        assertThat(outlet.sent()).hasSize(2);
        assertThat(reply).isNotDone();
    }

    @Test
    void aLeapOfTheStateLeavesWhatWasSentUnsure() throws Exception {
        CompletableFuture<ConfigOutcome> reply = add();
        departures.leapt();
        departures.lostBefore(9);
        assertThat(outlet.sent()).as("not again: it may have been in the leap").hasSize(1);
        assertThat(fault(reply)).isInstanceOf(Fault.Unsure.class);
    }

    @Test
    void whatNobodyKnowsOfIsUnsureAndMakesRoomForOthers() throws Exception {
        departures = departures(Duration.ofMillis(200));
        List<CompletableFuture<ConfigOutcome>> both = List.of(add(), add());
        outlet.sent().forEach(entry -> entry.outOfSight(1));
        for (CompletableFuture<ConfigOutcome> reply : both) {
            assertThat(fault(reply)).isInstanceOf(Fault.Unsure.class);
        }
        CompletableFuture<ConfigOutcome> next = add();
        await().until(() -> outlet.sent().size() == 3);
        Scripted.apply(outlet.sent().get(2));
        assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo(new ConfigOutcome.Done(1));
    }

    @Test
    void whileNobodyLeadsWhatIsNotSentIsRefused() throws Exception {
        outlet.leader = Optional.empty();
        assertThat(fault(add())).isEqualTo(NOBODY);
        assertThat(outlet.sent()).isEmpty();
    }

    @Test
    void whoMayLeadInAMomentIsAwaitedByEachCommand() throws Exception {
        ManualWorld time = whileOneMayLeadSoon();
        CompletableFuture<ConfigOutcome> first = add();
        time.pass(Duration.ofMillis(500));
        CompletableFuture<ConfigOutcome> second = add();
        time.pass(Duration.ofMillis(500));
        assertThat(fault(first)).as("in less than a second").isEqualTo(NOBODY);
        assertThat(second).isNotDone();

        outlet.leader = Optional.of(new Leader(new NodeId("a"), 1));
        time.pass(Duration.ofMillis(100));
        assertThat(outlet.sent()).hasSize(1);
        Scripted.apply(outlet.sent().getFirst());
        assertThat(second).isCompletedWithValue(new ConfigOutcome.Done(1));
    }

    @Test
    void whatIsHeldWhileANodeIsAddedIsSentWhenItIsAndRefusedInTheEnd() throws Exception {
        ManualWorld time = whileOneMayLeadSoon();
        outlet.holdMillis = 2_500;
        CompletableFuture<ConfigOutcome> first = add();
        time.pass(Duration.ofMillis(1_500));
        CompletableFuture<ConfigOutcome> second = add();
        time.pass(Duration.ofMillis(900));
        assertThat(first).as("2.4 s").isNotDone();
        time.pass(Duration.ofMillis(200));
        assertThat(fault(first)).isEqualTo(NOBODY);

        outlet.leader = Optional.of(new Leader(new NodeId("a"), 1));
        time.pass(Duration.ofMillis(100));
        Scripted.apply(outlet.sent().getFirst());
        assertThat(second).isCompletedWithValue(new ConfigOutcome.Done(1));
    }

    @Test
    void whenNobodyMayLeadSoonNothingIsHeldAnyLonger() throws Exception {
        ManualWorld time = whileOneMayLeadSoon();
        CompletableFuture<ConfigOutcome> first = add();
        time.pass(Duration.ofMillis(500));
        assertThat(first).isNotDone();
        outlet.holdMillis = 0;
        time.pass(Duration.ofMillis(100));
        assertThat(fault(first)).isEqualTo(NOBODY);
        assertThat(fault(add())).as("at once").isEqualTo(NOBODY);
    }

    private ManualWorld whileOneMayLeadSoon() {
        ManualWorld time = new ManualWorld();
        departures = departures(time, Duration.ofSeconds(20));
        outlet.leader = Optional.empty();
        outlet.holdMillis = 700;
        return time;
    }

    private CompletableFuture<ConfigOutcome> add() {
        Proposal<ConfigOutcome> proposal =
                new Proposal<>(
                        new Command.OfConfig(
                                new ConfigCommand.RemoveNamespace(new Namespace("n"), 0)),
                        ConfigOutcome.class);
        departures.add(proposal);
        return proposal.reply().toCompletableFuture();
    }

    private static Fault fault(CompletableFuture<?> reply) throws Exception {
        try {
            throw new AssertionError("an answer: " + reply.get(20, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FaultException refused) {
                return refused.fault();
            }
            throw e;
        }
    }
}
