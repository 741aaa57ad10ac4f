package dev.pharos.server.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.member.Life;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.member.Crew.Mate;
import dev.pharos.server.port.cluster.ClusterView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How nodes become a cluster, and stay one. */
final class MembersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir Path folder;

    private Crew crew;

    @BeforeEach
    void open() throws IOException {
        crew = new Crew(folder);
    }

    @AfterEach
    void close() {
        crew.close();
        assertThat(crew.broken()).isEmpty();
    }

    @Test
    void emptyNodesFoundOneClusterWhoeverStartsFirst() throws IOException {
        List<Mate> all = trio();

        assertThat(all).extracting(Mate::cluster).doesNotContain(Optional.empty());
        assertThat(all.stream().map(Mate::cluster).distinct()).hasSize(1);
        assertThat(all.stream().filter(mate -> mate.group().done().contains("found")))
                .singleElement()
                .satisfies(mate -> assertThat(mate.id()).isEqualTo(new NodeId("a")));
        assertThat(crew.begun())
                .as("what comes before the founding")
                .containsExactly(all.get(0).id());
        ClusterView.Cluster seen = all.getLast().members().view().now();
        assertThat(seen.nodes()).extracting(ClusterView.Node::life).containsOnly(Life.UP);
        assertThat(seen.leader().orElseThrow().id()).contains(new NodeId("a"));
        assertThat(seen.refusal()).isEmpty();
    }

    @Test
    void whereANodeStoodStaysInSightWhenItIsLost() throws IOException {
        List<Mate> all = trio();
        await().atMost(PATIENCE).until(() -> seen(all.get(0), 2).standing().isPresent());

        crew.stop(all.get(2));
        await().atMost(PATIENCE).until(() -> seen(all.get(0), 2).life() == Life.SUSPECT);

        ClusterView.Standing last = seen(all.get(0), 2).standing().orElseThrow();
        assertThat(last.role()).isEqualTo(Role.UNKNOWN);
        assertThat(last.term()).isEqualTo(1);
    }

    private static ClusterView.Node seen(Mate by, int place) {
        return by.members().view().now().nodes().get(place);
    }

    @Test
    void noneIsFoundedWhileOneIsMissing() throws IOException {
        String list = crew.list(0, 1, 2);
        Mate one = crew.start(0, "a", list);
        Mate two = crew.start(1, "b", list);

        awaitRefusal(one, "2 of 3 nodes are here, missing " + crew.entry(2));
        awaitRefusal(two, "nobody listens there");
        assertThat(one.group().done()).isEmpty();
        assertThat(one.members().view().now().refusal()).isPresent();
    }

    @Test
    void anOperatorMaySayThatOneIsNotComing() throws IOException {
        String list = crew.list(0, 1, 2);
        Mate one = crew.start(0, "a", list);
        Mate two = crew.start(1, "b", list);
        awaitRefusal(one, "2 of 3");

        assertThatThrownBy(() -> two.members().without("127.0.0.1:9"))
                .hasMessageContaining("without: 127.0.0.1:9 (expected: nodes of the list ");
        two.members().without(crew.entry(2));

        awaitVoters(List.of(one, two), "a", "b");
        Mate late = crew.start(2, "c", list);
        awaitVoters(List.of(one, two, late), "a", "b", "c");
        assertThatThrownBy(() -> two.members().without(crew.entry(2)))
                .hasMessageContaining("is founded already");
    }

    @Test
    void aNodeWithDataIsTheFirstOfACluster() throws IOException {
        String list = crew.list(0, 1, 2);
        Mate empty = crew.start(0, "a", list);
        Mate filled = crew.start(1, "b", list, true);
        Mate late = crew.start(2, "c", list);

        awaitVoters(List.of(empty, filled, late), "b", "a", "c");
        assertThat(filled.group().done()).contains("found");
        assertThat(empty.group().done()).contains("join");
    }

    @Test
    void twoNodesWithDataAreNotMadeOne() throws IOException {
        String list = crew.list(0, 1);
        Mate one = crew.start(0, "a", list, true);
        await().atMost(PATIENCE).until(() -> one.cluster().isPresent());

        assertThatThrownBy(() -> crew.start(1, "b", list, true))
                .hasMessageContaining("has data of its own")
                .hasMessageContaining(crew.entry(0) + " belongs to the cluster")
                .hasMessageContaining("empty the data folder");
    }

    @Test
    void aCopyOfAnothersDataIsRefused() throws IOException {
        List<Mate> all = trio();
        crew.stop(all.get(2));

        assertThatThrownBy(() -> crew.start(2, "a", crew.list(0, 1, 2), true))
                .hasMessageContaining("the node at " + crew.entry(0) + " goes by the node id a too")
                .hasMessageContaining("empty the data folder");
    }

    @Test
    void aCopyOfANodeThatIsEmptyStillIsRefusedToo() throws IOException {
        String list = crew.list(0, 1, 2);
        Mate one = crew.start(0, "a", list);
        crew.start(1, "b", list);
        Mate copy = crew.start(2, "a", list);

        awaitRefusal(copy, "goes by the node id a too");
        assertThat(one.group().done()).isEmpty();
    }

    @Test
    void twoClustersRefuseEachOther() throws IOException {
        Mate one = crew.start(0, "a", crew.list(0), true);
        Mate two = crew.start(1, "b", crew.list(1), true);
        await().atMost(PATIENCE).until(() -> one.cluster().isPresent());
        await().atMost(PATIENCE).until(() -> two.cluster().isPresent());

        Mate newcomer = crew.start(2, "c", crew.list(0, 1, 2));
        crew.write(0, crew.list(0, 1, 2));
        crew.write(1, crew.list(0, 1, 2));

        awaitRefusal(newcomer, one.cluster().orElseThrow());
        awaitRefusal(newcomer, two.cluster().orElseThrow());
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(one.members().view().now().nodes())
                                        .extracting(ClusterView.Node::problem)
                                        .anySatisfy(
                                                problem ->
                                                        assertThat(problem)
                                                                .contains(
                                                                        one.cluster().orElseThrow(),
                                                                        two.cluster()
                                                                                .orElseThrow())));
        assertThat(one.voters()).containsExactly(new NodeId("a"));
    }

    @Test
    void nodesWithDifferentListsSaySo() throws IOException {
        Mate one = crew.start(0, "a", crew.list(0, 1));
        Mate two = crew.start(1, "b", crew.list(0, 1, 2));

        awaitRefusal(one, "the nodes have different lists");
        awaitRefusal(one, crew.entry(2));
        awaitRefusal(two, "missing " + crew.entry(2));
        crew.write(1, crew.list(1, 0));
        awaitVoters(List.of(one, two), "a", "b");
    }

    @Test
    void aNodeThatIsNotInItsOwnListSaysSo() throws IOException {
        Mate one = crew.start(0, "a", crew.list(1));
        crew.start(1, "b", crew.list(1, 2));

        awaitRefusal(one, "none of the entries of " + crew.file(0) + " is this node");
        awaitRefusal(one, "this node is at 127.0.0.1:1");
    }

    @Test
    void aNodeThatLostItsDataComesBackAsAnotherInItsPlace() throws IOException {
        List<Mate> all = trio();
        crew.stop(all.get(2));
        crew.wipe(2);

        Mate again = crew.start(2, "d", crew.list(0, 1, 2));

        awaitVoters(List.of(all.get(0), all.get(1), again), "a", "b", "d");
        assertThat(all.get(0).group().done()).contains("replace c by d");
        assertThat(again.cluster()).isEqualTo(all.get(0).cluster());
    }

    @Test
    void whoIsListedIsAddedAndWhoIsListedNoMoreIsTakenOut() throws IOException {
        List<Mate> all = trio();
        crew.write(1, crew.list(0, 1, 2, 3));
        Mate fourth = crew.start(3, "d", crew.list(0, 1, 2, 3));
        awaitVoters(List.of(all.get(0), fourth), "a", "b", "c", "d");

        crew.stop(all.get(2));
        crew.write(0, crew.list(0, 1, 3));
        crew.write(1, crew.list(0, 1, 3));
        assertThat(all.get(0).voters()).contains(new NodeId("c"));
        crew.write(3, crew.list(0, 1, 3));

        awaitVoters(List.of(all.get(0), fourth), "a", "b", "d");
    }

    /** It may be a full disk: the cluster does not lose a member over that. */
    @Test
    void aMemberThatCannotWriteWhereTheOthersAreGoesOnAndTriesAgain() throws IOException {
        List<Mate> all = trio();
        Path inTheWay = folder.resolve("node0").resolve("cluster.new");
        Files.createDirectory(inTheWay);
        crew.write(0, crew.list(0, 1, 2, 3));
        Mate fourth = crew.start(3, "d", crew.list(0, 1, 2, 3));
        awaitVoters(List.of(fourth), "a", "b", "c", "d");
        Mate unable = all.get(0);
        assertThat(unable.ledger().page().known()).doesNotContainKey(new NodeId("d"));
        assertThat(unable.members().view().now().refusal()).isEmpty();

        Files.delete(inTheWay);

        await().atMost(PATIENCE)
                .until(() -> unable.ledger().page().known().containsKey(new NodeId("d")));
        assertThat(unable.members().view().now().refusal()).isEmpty();
    }

    @Test
    void aMemberThatIsStartedAgainWaitsForNobody() throws IOException {
        List<Mate> all = trio();
        Optional<String> cluster = all.get(0).cluster();
        all.forEach(crew::stop);

        Mate alone = crew.start(2, "c", crew.list(0, 1, 2), true);

        assertThat(alone.group().done()).containsExactly("join");
        assertThat(alone.cluster()).isEqualTo(cluster);
        awaitRefusal(alone, "1 of 3 reached, 2 needed");
        awaitRefusal(alone, crew.entry(0) + " not reached for ");
    }

    @Test
    void aMemberWhoseLogIsGoneDoesNotStart() throws IOException {
        List<Mate> all = trio();
        crew.stop(all.get(2));

        assertThatThrownBy(() -> crew.start(2, "c", crew.list(0, 1, 2), false))
                .hasMessageContaining("its log is gone");
    }

    @Test
    void aNameThatStandsForSomeOfTheNodesFoundsNothing() throws IOException {
        Mate one = crew.start(0, "a", named(0, 0), false);
        Mate two = crew.start(1, "b", named(1, 2), false);

        awaitRefusal(one, "nobody has said how many nodes there are");
        awaitRefusal(two, "stands for 1 addresses of 2");
        assertThat(one.group().done()).isEmpty();
        assertThat(two.group().done()).isEmpty();
    }

    @Test
    void aNameThatStandsForAllOfThemFounds() throws IOException {
        Mate one = crew.start(0, "a", named(0, 1), false);

        awaitVoters(List.of(one), "a");
    }

    /** The list of a name that stands for one place, and is said to stand for so many. */
    private Lists named(int place, int size) throws IOException {
        String named = crew.entry(place).replace("127.0.0.1", "nodes.example");
        return Lists.open(
                crew.world(),
                new Lists.Settings(new Lists.Place.InKey("test", named), 1, size),
                _ -> List.of("127.0.0.1"));
    }

    private List<Mate> trio() throws IOException {
        String list = crew.list(0, 1, 2);
        Mate three = crew.start(2, "c", list);
        Mate one = crew.start(0, "a", list);
        Mate two = crew.start(1, "b", list);
        List<Mate> all = List.of(one, two, three);
        awaitVoters(all, "a", "b", "c");
        for (Mate mate : all) {
            await().atMost(PATIENCE)
                    .until(() -> mate.ledger().page().stage() == Ledger.Stage.MEMBER);
            await().atMost(PATIENCE).until(() -> mate.ledger().page().known().size() == 3);
        }
        return all;
    }

    private static void awaitVoters(List<Mate> mates, String... ids) {
        List<NodeId> expected = List.of(ids).stream().map(NodeId::new).toList();
        for (Mate mate : mates) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(mate.voters())
                                            .as(mate.refusal())
                                            .containsExactlyInAnyOrderElementsOf(expected));
        }
    }

    private static void awaitRefusal(Mate mate, String part) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(mate.refusal()).contains(part));
    }
}
