package dev.pharos.server.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.member.Address;
import dev.pharos.core.member.Entry;
import dev.pharos.core.member.NodeList;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.peer.Greeting;
import dev.pharos.server.port.cluster.ClusterView.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What one node decides from what it sees; that several decide the same shows elsewhere. */
final class FormingTest {
    private static final NodeList LIST = NodeList.parse("10.0.0.1 10.0.0.2", "test", 8848);

    @Test
    void theLowestOfEmptyNodesFounds() {
        assertThat(Forming.decide(sight("a", empty(), other("b", empty()))))
                .isEqualTo(new Forming.Found());
        assertThat(Forming.decide(sight("b", empty(), other("a", empty()))).toString())
                .contains("a founds the cluster");
    }

    @Test
    void theLowestDoesNotFoundWhenAnotherHasData() {
        assertThat(Forming.decide(sight("a", empty(), other("b", filled()))).toString())
                .contains("the node at 10.0.0.2:8848 has data, and founds the cluster");
    }

    @Test
    void whoHasDataFoundsWhenTheOthersAreEmpty() {
        assertThat(Forming.decide(sight("b", filled(), other("a", empty()))))
                .isEqualTo(new Forming.Found());
    }

    @Test
    void whoIsNotReachedIsNotJoined() {
        Spot unproved =
                new Spot(
                        entry(2),
                        Optional.of(greeting("b", 2, Optional.of("c1"))),
                        false,
                        0,
                        "it does not know the secret",
                        Optional.empty());

        assertThat(Forming.decide(sight("a", empty(), unproved)).toString())
                .contains("missing 10.0.0.2:8848 (it does not know the secret)");
    }

    @Test
    void aClusterIsJoinedWhenAllEntriesHaveBeenLookedAt() {
        Report member =
                new Report(
                        Optional.of("c1"),
                        LIST,
                        "test",
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        List.of());

        assertThat(Forming.decide(sight("a", empty(), other("b", member))))
                .isEqualTo(new Forming.Join("c1"));
        assertThat(Forming.decide(sight("a", empty(), other("b", member), untried())).toString())
                .contains("looks around");
    }

    @Test
    void whoIsOnTheWayToAClusterSaysToWhich() {
        Sight sight = sight("a", empty(), other("b", empty()));

        assertThat(refusal(sight, new Forming.Join("c1")))
                .isEqualTo("no leader: this node joins the cluster c1; try again in a moment");
        assertThat(refusal(sight, new Forming.Found()))
                .isEqualTo("no leader: this node founds the cluster; try again in a moment");
    }

    @Test
    void whetherSomebodyMayLeadSoonIsSeen() {
        Sight sight = sight("b", empty(), other("a", empty()));
        assertThat(leaderless(sight, Forming.decide(sight)).holdMillis())
                .as("a founds")
                .isEqualTo(Leaderless.ADDING_MILLIS);
        assertThat(leaderless(sight, new Forming.Join("c1")).holdMillis())
                .isEqualTo(Leaderless.ADDING_MILLIS);
        Spot nobody =
                new Spot(entry(2), Optional.empty(), false, 0, "nobody listens", Optional.empty());
        Sight missing = sight("b", empty(), nobody);
        assertThat(leaderless(missing, Forming.decide(missing)).holdMillis()).isZero();

        Ledger.Page joining = Ledger.Page.BLANK.in(Ledger.Stage.JOINING, "c1");
        for (Role role : List.of(Role.LEADER, Role.CANDIDATE)) {
            Sight waiting = sight("b", empty(), other("a", member(role)));
            Leaderless now = Leaderless.of(scene(waiting, new Forming.Join("c1"), joining));
            assertThat(now.holdMillis())
                    .isEqualTo(role == Role.LEADER ? Leaderless.ADDING_MILLIS : 0);
            assertThat(now.why().message()).contains("waits to be added to the cluster c1");
        }
    }

    @Test
    void whomNoMemberListsIsNotHeldForLong() {
        NodeList others = NodeList.parse("10.0.0.2 10.0.0.3", "test", 8848);
        Ledger.Page joining = Ledger.Page.BLANK.in(Ledger.Stage.JOINING, "c1");
        Sight waiting = sight("b", empty(), other("a", member(Role.LEADER, others)));
        assertThat(Leaderless.of(scene(waiting, new Forming.Join("c1"), joining)).holdMillis())
                .isEqualTo(Leaderless.ELECTION_MILLIS);
    }

    private static Report member(Role role) {
        return member(role, LIST);
    }

    private static Report member(Role role, NodeList list) {
        Standing standing =
                new Standing(
                        role,
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        Duration.ZERO,
                        Duration.ZERO);
        return new Report(
                Optional.of("c1"),
                list,
                "test",
                false,
                Optional.empty(),
                Optional.of(standing),
                List.of(new NodeId("a")));
    }

    private static String refusal(Sight sight, Forming forming) {
        return leaderless(sight, forming).why().message();
    }

    private static Leaderless leaderless(Sight sight, Forming forming) {
        return Leaderless.of(scene(sight, forming, Ledger.Page.BLANK));
    }

    private static Members.Scene scene(Sight sight, Forming forming, Ledger.Page page) {
        return new Members.Scene(sight, Map.of(), forming, page, -1000, 0);
    }

    private static Sight sight(String id, Report own, Spot... others) {
        Greeting self = greeting(id, 1, Optional.empty());
        List<Spot> spots = new ArrayList<>(Arrays.asList(others));
        spots.add(new Spot(entry(1), Optional.of(self), false, 0, "", Optional.empty()));
        Listed listed = new Listed(LIST, "test", Optional.empty(), Optional.empty());
        return new Sight(self, own, listed, spots);
    }

    private static Spot other(String id, Report report) {
        Greeting greeting = greeting(id, 2, Optional.empty());
        return new Spot(entry(2), Optional.of(greeting), true, 0, "", Optional.of(report));
    }

    private static Spot untried() {
        return new Spot(
                entry(3),
                Optional.empty(),
                false,
                0,
                "it has not been tried yet",
                Optional.empty());
    }

    private static Entry entry(int number) {
        return new Entry(new Address("10.0.0." + number, 8848), OptionalInt.empty());
    }

    private static Greeting greeting(String id, int number, Optional<String> cluster) {
        return new Greeting(
                new NodeId(id), number, cluster, new Address("10.0.0." + number, 8848), 9848, 7848);
    }

    private static Report empty() {
        return report(true);
    }

    private static Report filled() {
        return report(false);
    }

    private static Report report(boolean empty) {
        return new Report(
                Optional.empty(),
                LIST,
                "test",
                empty,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}
