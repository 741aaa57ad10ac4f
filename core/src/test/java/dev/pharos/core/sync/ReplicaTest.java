package dev.pharos.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Registry;
import dev.pharos.core.registry.RegistryCommand.Deregister;
import dev.pharos.core.registry.RegistryCommand.Disconnect;
import dev.pharos.core.registry.RegistryCommand.Register;
import dev.pharos.core.registry.RegistryCommand.Renew;
import dev.pharos.core.registry.RegistryCommand.Sweep;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.core.sync.Attendance.Peer;
import dev.pharos.core.sync.Attendance.Presence;
import dev.pharos.core.sync.Replica.Performed;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Two nodes, a and b, that tell each other what the test says. */
final class ReplicaTest {
    private static final ServiceName ORDERS = new ServiceName(Namespace.PUBLIC, "g", "orders");
    private static final NodeId A = new NodeId("a");
    private static final NodeId B = new NodeId("b");
    private static final ClientId ONE = ClientId.connection("one");
    private static final ClientId TWO = ClientId.connection("two");
    private static final long GRACE = 30_000;

    private final Node a = new Node(A, 1);
    private final Node b = new Node(B, 1);

    /** A node without anything around it. */
    private static final class Node {
        private final Registry registry = new Registry(60_000, true);
        private final Replica replica = new Replica(registry);

        Node(NodeId id, long boot) {
            replica.join(new Origin(id, boot), 0, GRACE);
        }

        Node register(ClientId client, String... ips) {
            replica.apply(
                    new Register(
                            ORDERS,
                            client,
                            List.of(ips).stream().map(ip -> Instance.at(ORDERS, ip, 80)).toList(),
                            client.isEphemeralAddress(),
                            0));
            return this;
        }

        /** What it has written is told to the other. */
        void tell(Node other) {
            assertThat(other.replica.receive(replica.drain(), 0)).isTrue();
        }

        void merge(Node other, long atMillis) {
            replica.merge(other.replica.state(replica.digest().versions()), atMillis);
        }

        void sees(NodeId other, long boot, Presence presence, boolean complete) {
            sees(other, boot, presence, complete, 0);
        }

        void sees(NodeId other, long boot, Presence presence, boolean complete, long atMillis) {
            NavigableMap<NodeId, Peer> peers = new TreeMap<>();
            peers.put(other, new Peer(boot, presence));
            List<NodeId> living =
                    presence == Presence.PRESENT
                            ? List.of(replica.self().node(), other)
                            : List.of(replica.self().node());
            replica.attend(new Attendance(peers, living, complete), atMillis);
        }

        List<Instance> shown() {
            return registry.view(ORDERS, 0).map(ServiceView::instances).orElse(List.of());
        }

        List<String> ips() {
            return shown().stream().map(Instance::ip).sorted().toList();
        }
    }

    @Test
    void whatOneRegistersTheOtherShows() {
        a.register(ONE, "x").register(address("y"), "y");
        a.tell(b);
        assertThat(b.ips()).containsExactly("x", "y");
        a.replica.apply(new Disconnect(ONE, 0));
        a.replica.apply(new Deregister(ORDERS, address("y"), 0));
        a.tell(b);
        assertThat(b.ips()).isEmpty();
        assertThat(b.replica.digest()).isEqualTo(a.replica.digest());
    }

    @Test
    void whatWasRegisteredAnewSinceIsNotWithdrawn() {
        ClientId client = address("y");
        Deregister goes = new Deregister(ORDERS, client, 0);
        b.register(client, "y");
        b.tell(a);
        Optional<Dot> known = a.replica.registered(new Key(ORDERS, client));
        b.replica.apply(goes);
        b.register(client, "y");
        b.tell(a);
        a.replica.withdraw(goes, known);
        assertThat(a.ips()).containsExactly("y");
    }

    @Test
    void whatTheOtherHasNotHeardOfIsWithdrawn() {
        ClientId client = address("y");
        a.register(client, "y");
        a.replica.withdraw(
                new Deregister(ORDERS, client, 0), a.replica.registered(new Key(ORDERS, client)));
        assertThat(a.ips()).isEmpty();
    }

    @Test
    void aGapIsNoticedAndNothingBehindItTaken() {
        a.register(ONE, "x");
        a.replica.drain();
        a.register(TWO, "y");
        assertThat(b.replica.receive(a.replica.drain(), 0)).isFalse();
        assertThat(b.ips()).isEmpty();
        b.merge(a, 0);
        assertThat(b.ips()).containsExactly("x", "y");
    }

    /** The writes of two nodes may come in any order. */
    @Test
    void aRemovalMayComeBeforeWhatItRemoves() {
        Node c = new Node(new NodeId("c"), 1);
        a.register(ONE, "x");
        List<Delta> registration = a.replica.drain();
        b.replica.receive(registration, 0);
        b.replica.apply(new Deregister(ORDERS, ONE, 0));
        b.tell(c);
        c.replica.receive(registration, 0);
        assertThat(c.ips()).isEmpty();
    }

    @Test
    void theNewestOfAnAddressIsShownOnEveryNode() {
        see();
        a.register(ONE, "x");
        a.tell(b);
        Instance heavy = Instance.at(ORDERS, "x", 80).withWeight(2);
        b.replica.apply(new Register(ORDERS, TWO, List.of(heavy), false, 0));
        b.tell(a);
        assertThat(a.shown()).containsExactly(heavy);
        assertThat(b.shown()).containsExactly(heavy);
        b.replica.apply(new Disconnect(TWO, 0));
        b.tell(a);
        assertThat(a.shown()).isEqualTo(b.shown()).doesNotContain(heavy).hasSize(1);
    }

    @Test
    void whoIsConnectedToANodeAwayIsShownAndThenHiddenAndThenShown() {
        a.register(ONE, "x");
        a.tell(b);
        b.sees(A, 1, Presence.AWAY, false);
        assertThat(b.ips()).containsExactly("x");
        b.sees(A, 1, Presence.HIDDEN, false);
        assertThat(b.ips()).isEmpty();
        b.sees(A, 1, Presence.PRESENT, true);
        assertThat(b.ips()).containsExactly("x");
        assertThat(b.replica.drain()).as("nobody is told").isEmpty();
        b.sees(A, 1, Presence.HIDDEN, false);
        b.sees(A, 2, Presence.PRESENT, true);
        assertThat(b.ips()).as("it has started anew").isEmpty();
        b.sees(A, 2, Presence.LOST, true);
        assertThat(b.replica.digest().hash()).isZero();
    }

    @Test
    void whoMovesAwayFromALostNodeTakesItsAddressAlong() {
        a.register(ONE, "x", "y");
        a.tell(b);
        b.sees(A, 1, Presence.AWAY, false);
        b.register(TWO, "x");
        assertThat(b.ips()).containsExactly("x", "y");
        b.replica.apply(new Disconnect(TWO, 0));
        assertThat(b.ips()).as("it does not rise").containsExactly("y");
    }

    @Test
    void whoIsConnectedHereIsNotRemovedByOthers() {
        a.register(ONE, "x");
        a.tell(b);
        b.sees(A, 1, Presence.AWAY, false);
        b.register(TWO, "x").replica.apply(new Disconnect(TWO, 0));
        a.merge(b, 0);
        assertThat(a.ips()).containsExactly("x");
        b.merge(a, 0);
        assertThat(b.ips()).containsExactly("x");
        a.replica.apply(new Disconnect(ONE, 0));
        b.merge(a, 0);
        assertThat(b.ips()).isEmpty();
    }

    @Test
    void aRestartShowsWhatWasThereAndRemovesForAllWhoDoesNotComeBack() {
        a.register(ONE, "x").register(TWO, "y");
        a.tell(b);
        Node again = new Node(A, 1);
        again.replica.restore(a.replica.picture(), 0, GRACE);
        assertThat(again.replica.self().boot()).as("a run of its own").isGreaterThan(1);
        assertThat(again.ips()).containsExactly("x", "y");
        again.register(ClientId.connection("three"), "x");
        again.replica.apply(new Sweep(GRACE));
        assertThat(again.ips()).containsExactly("x");
        again.tell(b);
        assertThat(b.ips()).containsExactly("x");
    }

    /** What was lost with it the others know, also of a run that is over. */
    @Test
    void anOldPictureIsNoDanger() {
        a.register(ONE, "x");
        Picture old = a.replica.picture();
        a.replica.apply(new Disconnect(ONE, 0));
        a.register(TWO, "y");
        a.tell(b);
        Node again = new Node(A, 5);
        again.replica.restore(old, 0, GRACE);
        assertThat(again.ips()).containsExactly("x");
        again.merge(b, 0);
        assertThat(again.ips()).containsExactly("y");
        again.replica.apply(new Sweep(GRACE));
        again.tell(b);
        assertThat(b.ips()).isEmpty();
    }

    @Test
    void aNewRunWritesLaterThanTheOneBefore() {
        ClientId client = address("x");
        Picture old = a.register(client, "x").replica.picture();
        for (int i = 0; i < 10; i++) {
            a.register(client, "x");
        }
        a.tell(b);
        Node again = new Node(A, 5);
        again.replica.restore(old, 0, GRACE);
        Instance heavy = Instance.at(ORDERS, "x", 80).withWeight(2);
        again.replica.apply(new Register(ORDERS, client, List.of(heavy), true, 0));
        again.tell(b);
        assertThat(b.shown()).containsExactly(heavy);
    }

    /** Also what an old picture shows, and what is written under a number that is over. */
    @Test
    void whatIsOverIsNotCountedAndDoesNotRise() {
        a.register(ONE, "x");
        a.tell(b);
        Picture old = a.replica.picture();
        a.replica.apply(new Disconnect(ONE, 0));
        a.tell(b);
        b.replica.receive(new Node(A, 5).register(TWO, "y").replica.drain(), 0);
        b.replica.settle(Set.of(A, B), List.of());
        assertThat(b.replica.digest().versions().covers(new Dot(new Origin(A, 4), 9))).isTrue();
        Node again = new Node(A, 2);
        again.replica.restore(old, 0, GRACE);
        again.register(address("z"), "z").replica.drain();
        again.merge(b, 0);
        assertThat(again.ips()).containsExactly("y", "z");
        b.merge(again, 0);
        assertThat(b.ips()).containsExactly("y", "z");
    }

    /** Of one that was taken for a node that has left. */
    @Test
    void whoseRunIsTakenForOverGoesOnAsALaterOne() {
        a.register(ONE, "x");
        a.tell(b);
        b.replica.settle(Set.of(B), List.of());
        a.register(TWO, "y").replica.drain();
        a.merge(b, 0);
        assertThat(a.replica.self().boot()).isGreaterThan(1);
        a.tell(b);
        assertThat(b.ips()).containsExactly("x", "y");
    }

    /** Its folder was lost, or put back from long ago. */
    @Test
    void aRunThatOthersTakeForAnEarlierOneGoesOnAsALaterOne() {
        b.replica.receive(new Node(A, 5).register(ONE, "x").replica.drain(), 0);
        Node again = new Node(A, 3).register(TWO, "y").register(address("z"), "z");
        again.replica.drain();
        again.merge(b, 0);
        assertThat(again.replica.self().boot()).isGreaterThan(5);
        again.tell(b);
        assertThat(b.ips()).containsExactly("x", "y", "z");
        again.replica.apply(new Disconnect(TWO, 0));
        again.replica.apply(new Deregister(ORDERS, address("z"), 0));
        again.tell(b);
        assertThat(b.ips()).containsExactly("x");
        assertThat(b.replica.digest().hash()).isEqualTo(again.replica.digest().hash());
    }

    @Test
    void whatANodeAloneHadBecomesItsOwn() {
        Registry alone = new Registry(60_000, true);
        Replica replica = new Replica(alone);
        replica.apply(new Register(ORDERS, ONE, List.of(Instance.at(ORDERS, "x", 80)), false, 0));
        a.replica.restore(replica.picture(), 0, GRACE);
        a.tell(b);
        assertThat(b.ips()).containsExactly("x");
        a.replica.apply(new Sweep(GRACE));
        a.tell(b);
        assertThat(b.ips()).isEmpty();
    }

    @Test
    void onlyOneNodeRunsTheClock() {
        see();
        ClientId client = ownedBy(A);
        a.register(client, "x");
        a.tell(b);
        b.replica.apply(new Sweep(40_000));
        assertThat(b.ips()).containsExactly("x");
        a.replica.apply(new Sweep(40_000));
        assertThat(a.ips()).isEmpty();
        a.tell(b);
        assertThat(b.ips()).isEmpty();
    }

    @Test
    void theClockBeginsAnewWhereItIsTakenOver() {
        see();
        ClientId client = ownedBy(A);
        a.register(client, "x");
        a.tell(b);
        b.replica.attend(new Attendance(new TreeMap<>(), List.of(B), false), 29_000);
        b.replica.apply(new Sweep(40_000));
        assertThat(b.shown()).singleElement().matches(Instance::healthy);
        b.replica.apply(new Sweep(60_000));
        assertThat(b.ips()).isEmpty();
    }

    /** Each hears half of the clients while the nodes do not hear each other. */
    @Test
    void whoIsSilentHereAndBeatsThereStaysThere() {
        see();
        ClientId client = address("x");
        a.register(client, "x");
        a.tell(b);
        a.sees(B, 1, Presence.AWAY, false);
        b.sees(A, 1, Presence.AWAY, false);
        a.replica.apply(new Sweep(40_000));
        assertThat(a.ips()).isEmpty();
        b.replica.apply(new Renew(ORDERS, client, 39_000));
        b.merge(a, 40_000);
        assertThat(b.shown()).singleElement().matches(Instance::healthy);
        a.merge(b, 40_000);
        assertThat(a.shown()).singleElement().matches(Instance::healthy);
    }

    @Test
    void whoHasDeregisteredDoesNotRiseByAnEarlierBeat() {
        see();
        ClientId client = address("x");
        a.register(client, "x");
        a.tell(b);
        b.replica.apply(new Renew(ORDERS, client, 39_000));
        a.replica.apply(new Deregister(ORDERS, client, 39_500));
        b.merge(a, 40_000);
        assertThat(b.ips()).isEmpty();
    }

    @Test
    void whoIsGoneEverywhereIsForgotten() {
        see();
        ClientId client = ownedBy(A);
        a.register(client, "x");
        a.sees(B, 1, Presence.AWAY, false);
        a.replica.apply(new Sweep(40_000));
        assertThat(a.replica.digest().hash()).as("kept").isNotZero();
        a.sees(B, 1, Presence.PRESENT, true);
        a.replica.apply(new Sweep(9_000));
        assertThat(a.replica.digest().hash()).isNotZero();
        a.replica.apply(new Sweep(40_000));
        assertThat(a.replica.digest().hash()).isZero();
    }

    /** Registered at the one that looks after it, 29 s before. */
    private ClientId silentUntilTheNodesMeetAgain() {
        see();
        ClientId client = ownedBy(A);
        a.register(client, "x");
        a.tell(b);
        a.sees(B, 1, Presence.AWAY, false);
        a.sees(B, 1, Presence.PRESENT, true, 29_000);
        return client;
    }

    /** What it hears of the client comes through only then. */
    @Test
    void whoIsSilentHereWhenTheNodesMeetAgainMayStillBeHeardOf() {
        ClientId client = silentUntilTheNodesMeetAgain();
        a.replica.apply(new Sweep(31_000));
        assertThat(a.ips()).containsExactly("x");
        a.replica.apply(new Renew(ORDERS, client, 38_000));
        a.replica.apply(new Sweep(39_500));
        assertThat(a.shown()).singleElement().matches(Instance::healthy);
    }

    @Test
    void whoFallsSilentAfterTheNodesHaveMetAgainIsRemovedSoon() {
        var _ = silentUntilTheNodesMeetAgain();
        a.replica.apply(new Sweep(39_000));
        assertThat(a.ips()).isEmpty();
        a.tell(b);
        assertThat(b.ips()).isEmpty();
        assertThat(b.replica.digest().hash()).as("nothing is kept of it").isZero();
    }

    /** Nobody can say which came first; but then the client comes again, and that is later. */
    @Test
    void whoWasTakenForOlderThanARemovalElsewhereIsNotTakenForItAgain() {
        ClientId client = address("x");
        a.registry.leap(1_000);
        a.register(client, "x");
        a.replica.apply(new Deregister(ORDERS, client, 0));
        b.register(client, "x");
        a.merge(b, 0);
        b.merge(a, 0);
        assertThat(b.ips()).isEmpty();
        b.replica.drain();
        b.register(client, "x");
        b.tell(a);
        assertThat(a.ips()).containsExactly("x");
    }

    @Test
    void aRemovalSaysHowLateWhatItRemovesWas() {
        ClientId client = address("x");
        a.registry.leap(1_000);
        a.register(client, "x");
        a.replica.apply(new Deregister(ORDERS, client, 0));
        List<Delta> both = a.replica.drain();
        b.replica.learn(both.subList(1, 2), 0);
        b.register(client, "x");
        b.tell(a);
        assertThat(a.ips()).containsExactly("x");
    }

    @Test
    void aCommandOfAnotherNodeIsAnsweredWithWhatItHasDone() {
        Performed performed =
                a.replica.perform(
                        new Register(
                                ORDERS,
                                address("x"),
                                List.of(Instance.at(ORDERS, "x", 80)),
                                true,
                                0));
        b.replica.learn(performed.writes(), 0);
        assertThat(b.ips()).containsExactly("x");
        a.tell(b);
        assertThat(b.replica.digest()).isEqualTo(a.replica.digest());
    }

    private void see() {
        a.sees(B, 1, Presence.PRESENT, true);
        b.sees(A, 1, Presence.PRESENT, true);
    }

    private static ClientId address(String ip) {
        return ClientId.address(ip, 80, true);
    }

    /** An address that this one of the two looks after. */
    private static ClientId ownedBy(NodeId node) {
        Rendezvous both = new Rendezvous(List.of(A, B));
        Optional<ClientId> found = Optional.empty();
        for (int i = 0; found.isEmpty(); i++) {
            found = Optional.of(address("10.0.0." + i)).filter(c -> both.of(c).equals(node));
        }
        return found.get();
    }
}
