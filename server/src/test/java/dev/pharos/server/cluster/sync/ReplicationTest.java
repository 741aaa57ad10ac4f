package dev.pharos.server.cluster.sync;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.member.Address;
import dev.pharos.core.member.Life;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.RegistryCommand.Deregister;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.sync.Attendance;
import dev.pharos.core.sync.Attendance.Presence;
import dev.pharos.core.sync.Delta;
import dev.pharos.core.sync.Digest;
import dev.pharos.core.sync.Dot;
import dev.pharos.core.sync.Key;
import dev.pharos.core.sync.Origin;
import dev.pharos.core.sync.Replica.Performed;
import dev.pharos.core.sync.State;
import dev.pharos.core.sync.Versions;
import dev.pharos.server.port.cluster.ClusterView.Cluster;
import dev.pharos.server.port.cluster.ClusterView.Node;
import dev.pharos.server.port.cluster.PeerLink;
import dev.pharos.server.port.cluster.Replicated;
import dev.pharos.server.watch.ManualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who counts as there, as the half of a node is told. */
final class ReplicationTest {
    private static final NodeId SELF = new NodeId("a");
    private static final NodeId B = new NodeId("b");
    private static final NodeId C = new NodeId("c");
    private static final Digest SAME = new Digest(new Versions(), 7);

    private final ManualWorld world = new ManualWorld();
    private final Half half = new Half();
    private final Link link = new Link();

    /** It may be this node that is out of reach, and the others may go on. */
    @Test
    void whoIsCutOffFromMostTakesNobodyForLost() {
        start();
        link.reached.addAll(Set.of(B, C));
        world.pass(Duration.ofMinutes(1));
        assertThat(presence(B)).isEqualTo(Presence.PRESENT);
        assertThat(presence(C)).isEqualTo(Presence.PRESENT);

        link.reached.clear();
        world.pass(Duration.ofHours(3));

        assertThat(presence(B)).isEqualTo(Presence.HIDDEN);
        assertThat(presence(C)).isEqualTo(Presence.HIDDEN);
        assertThat(half.now().complete()).isFalse();
    }

    @Test
    void whoIsAwayFromMostForAnHourIsLost() {
        start();
        link.reached.addAll(Set.of(B, C));
        world.pass(Duration.ofMinutes(1));

        link.reached.remove(C);
        world.pass(Duration.ofMinutes(59));
        assertThat(presence(C)).isEqualTo(Presence.HIDDEN);
        world.pass(Duration.ofMinutes(2));

        assertThat(presence(B)).isEqualTo(Presence.PRESENT);
        assertThat(presence(C)).isEqualTo(Presence.LOST);
    }

    /** The half has a mailbox, which may be full in that moment. */
    @Test
    void whatTheHalfHasNotTakenInIsToldAgain() {
        start();
        link.reached.addAll(Set.of(B, C));
        half.busy = true;
        world.pass(Duration.ofMinutes(1));
        assertThat(half.refused.getLast().living()).containsExactly(SELF, B, C);
        assertThat(half.told).doesNotContain(half.refused.getLast());

        half.busy = false;
        world.pass(Duration.ofSeconds(1));

        assertThat(half.now().living()).containsExactly(SELF, B, C);
        int once = half.told.size();
        world.pass(Duration.ofMinutes(1));
        assertThat(half.told).as("and then no more").hasSize(once);
    }

    @Test
    void whatIsOverIsSettledWhenAllAreThere() {
        start();
        link.reached.add(B);
        world.pass(Duration.ofMinutes(1));
        assertThat(half.settled).isEmpty();

        link.reached.add(C);
        world.pass(Duration.ofMinutes(1));
        assertThat(half.settled).isNotEmpty().containsOnly(Set.of(SELF, B, C));
    }

    private Presence presence(NodeId node) {
        return requireNonNull(half.now().peers().get(node)).presence();
    }

    private void start() {
        List<Node> nodes = Stream.of(SELF, B, C).map(ReplicationTest::node).toList();
        Cluster cluster = new Cluster(SELF, false, Optional.of("red"), nodes, Optional.empty());
        var _ =
                Replication.start(
                        world,
                        SyncSettings.standard(),
                        new Replication.Parts(
                                _ -> CompletableFuture.failedStage(new AssertionError("asked")),
                                half,
                                link,
                                () -> cluster));
    }

    private static Node node(NodeId id) {
        return new Node(
                new Address("127.0.0.1", 8848),
                Optional.of(id),
                9848,
                7848,
                Life.UP,
                Duration.ZERO,
                "",
                Optional.empty());
    }

    /** Peers that hold what this node holds, as long as they are reached. */
    private static final class Link implements PeerLink {
        final Set<NodeId> reached = new TreeSet<>();

        @Override
        public void answer(Topic topic, Answering answering) {}

        @Override
        public boolean reaches(NodeId peer) {
            return reached.contains(peer);
        }

        @Override
        public void tell(NodeId peer, Topic topic, byte[] message) {}

        @Override
        public CompletionStage<byte[]> ask(
                NodeId peer, Topic topic, byte[] message, Duration patience) {
            Letters.Report report = new Letters.Report(new Origin(peer, 1), true, SAME);
            return CompletableFuture.completedStage(
                    Letters.answer(out -> Letters.report(out, report)));
        }

        @Override
        public void follow(Reach reach) {}
    }

    /** A half that holds nothing, and is too busy to hear who is there when the test says so. */
    private static final class Half implements Replicated {
        final List<Attendance> told = new ArrayList<>();
        final List<Attendance> refused = new ArrayList<>();
        final List<Set<NodeId>> settled = new ArrayList<>();
        boolean busy;

        Attendance now() {
            return told.getLast();
        }

        @Override
        public CompletionStage<Set<NodeId>> attend(Attendance now) {
            if (busy) {
                refused.add(now);
                return CompletableFuture.failedStage(new FaultException(new Fault.Busy("half", 1)));
            }
            told.add(now);
            return CompletableFuture.completedStage(Set.of());
        }

        @Override
        public CompletionStage<Origin> run() {
            return CompletableFuture.completedStage(new Origin(SELF, 1));
        }

        @Override
        public CompletionStage<Digest> digest() {
            return CompletableFuture.completedStage(SAME);
        }

        @Override
        public void onWrites(Consumer<List<Delta>> hearing) {}

        @Override
        public CompletionStage<Performed> perform(RegistryCommand command) {
            throw new AssertionError("not asked here");
        }

        @Override
        public CompletionStage<Optional<Dot>> registered(Key key) {
            throw new AssertionError("not asked here");
        }

        @Override
        public CompletionStage<RegistryOutcome> withdraw(
                Deregister command, Optional<Dot> registered) {
            throw new AssertionError("not asked here");
        }

        @Override
        public CompletionStage<Boolean> receive(List<Delta> writes) {
            throw new AssertionError("not asked here");
        }

        @Override
        public CompletionStage<Void> learn(List<Delta> writes) {
            throw new AssertionError("not asked here");
        }

        @Override
        public void settle(Set<NodeId> known, List<Versions> others) {
            assertThat(others).isNotEmpty().containsOnly(SAME.versions());
            settled.add(known);
        }

        @Override
        public CompletionStage<Void> merge(NodeId other, State theirs) {
            throw new AssertionError("not asked here");
        }

        @Override
        public CompletionStage<State> state(Versions seen) {
            throw new AssertionError("not asked here");
        }
    }
}
