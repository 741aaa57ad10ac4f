package dev.pharos.testkit.contract.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.member.Address;
import dev.pharos.core.member.Life;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.member.Alone;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.port.cluster.ClusterView.Cluster;
import dev.pharos.server.port.cluster.ClusterView.Node;
import dev.pharos.server.port.cluster.ClusterView.Standing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The promise of {@code port.cluster.ClusterView}, at a node in each {@link Kind} of place. */
@ParameterizedClass
@EnumSource(ClusterViewContract.Kind.class)
@Timeout(120)
final class ClusterViewContract {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final int READERS = 4;
    private static final int LOOKS = 200;

    enum Kind {
        /** A node without others. */
        ALONE,
        /** Two of three that have not founded a cluster yet. */
        FORMING,
        LEADER,
        FOLLOWER,
        /** The last of three. */
        LEFT;

        private boolean isLed() {
            return this != FORMING && this != LEFT;
        }
    }

    private final Kind kind;
    private ThreeMembers members;
    private ClusterView view;
    private int place;

    ClusterViewContract(Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        members = new ThreeMembers(folder);
        view = kind == Kind.ALONE ? alone() : among();
    }

    @AfterEach
    void close() {
        members.close();
    }

    private static ClusterView alone() {
        Optional<NodeId> self = Optional.of(new NodeId("a"));
        Standing leads = new Standing(Role.LEADER, 1, self, self, 0, Duration.ZERO, Duration.ZERO);
        return new Alone(new Address("127.0.0.1", 8848), 9848, () -> Optional.of(leads));
    }

    private ClusterView among() throws IOException {
        List<ClusterView> views = new ArrayList<>();
        for (int place = 0; place < (kind == Kind.FORMING ? 2 : 3); place++) {
            views.add(members.start(place));
        }
        if (kind == Kind.FORMING) {
            await().atMost(SOON).until(() -> lives(views.getFirst()) == 2);
            return views.getFirst();
        }
        await().atMost(SOON).until(() -> views.stream().allMatch(each -> isWhole(each.now())));
        if (kind != Kind.LEFT) {
            while (!views.get(place).now().isLeading()) {
                place++;
            }
            place = kind == Kind.LEADER ? place : (place + 1) % 3;
            return views.get(place);
        }
        members.stop(2);
        members.stop(1);
        await().atMost(SOON).until(() -> lives(views.getFirst()) == 1);
        await().atMost(SOON).until(() -> views.getFirst().now().leader().isEmpty());
        return views.getFirst();
    }

    private static long lives(ClusterView view) {
        return view.now().nodes().stream().filter(node -> node.life() == Life.UP).count();
    }

    /** All are there, have a vote, and follow one. */
    private static boolean isWhole(Cluster now) {
        return now.leader().isPresent()
                && now.nodes().stream()
                        .allMatch(
                                node ->
                                        node.standing().flatMap(Standing::leader).isPresent()
                                                && node.standing().orElseThrow().role()
                                                        != Role.LEARNER);
    }

    @Test
    void theNodeItselfIsAmongThem() {
        Cluster now = view.now();
        assertThat(now.nodes()).hasSize(kind == Kind.ALONE ? 1 : 3);
        assertThat(now.own().id()).contains(now.self());
        assertThat(now.own().life()).isEqualTo(Life.UP);
        assertThat(now.own().problem()).isEmpty();
        assertThat(now.standalone()).isEqualTo(kind == Kind.ALONE);
    }

    @Test
    void eachStandsOnceInTheOrderOfAddresses() {
        assertThat(view.now().nodes()).extracting(Node::address).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whoIsNotReachedHasAReason() {
        for (Node node : view.now().nodes()) {
            assertThat(node.problem().isEmpty())
                    .as("%s: %s", node.address(), node.problem())
                    .isEqualTo(node.life() == Life.UP);
            assertThat(node.since()).isGreaterThanOrEqualTo(Duration.ZERO);
        }
    }

    @Test
    void thereIsALeaderOrAReasonWhyThereIsNone() {
        Cluster now = view.now();
        assertThat(now.leader().isPresent()).isEqualTo(kind.isLed());
        assertThat(now.refusal().isEmpty()).isEqualTo(kind.isLed());
        now.refusal()
                .ifPresent(
                        why -> assertThat(why.message()).contains(members.address(2).toString()));
        now.leader()
                .ifPresent(
                        leader -> {
                            Standing standing = leader.standing().orElseThrow();
                            assertThat(standing.role()).isEqualTo(Role.LEADER);
                            assertThat(standing.leader()).isEqualTo(leader.id());
                        });
    }

    @Test
    void oneAtMostLeads() {
        Cluster now = view.now();
        assertThat(leaders(now)).hasSize(kind.isLed() ? 1 : 0);
        assertThat(now.isLeading()).isEqualTo(kind == Kind.ALONE || kind == Kind.LEADER);
    }

    /** Also while a node goes, and another comes in its place. */
    @Test
    void whoeverLooksAtAnyMomentSeesAWhole() throws IOException {
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            readers.add(CompletableFuture.runAsync(this::look));
        }
        if (kind == Kind.LEADER || kind == Kind.FOLLOWER) {
            members.stop((place + 1) % 3);
            var _ = members.start((place + 1) % 3);
        }
        readers.forEach(CompletableFuture::join);
        look();
    }

    private void look() {
        for (int i = 0; i < LOOKS; i++) {
            Cluster now = view.now();
            assertThat(now.own().id()).contains(now.self());
            List<Long> leading = leaders(now).stream().map(Standing::term).toList();
            assertThat(leading).hasSizeLessThanOrEqualTo(1);
            assertThat(leading).allMatch(term -> term >= newest(now));
        }
    }

    private static List<Standing> leaders(Cluster now) {
        return now.nodes().stream()
                .flatMap(node -> node.standing().stream())
                .filter(standing -> standing.role() == Role.LEADER)
                .toList();
    }

    /** Of the terms in which somebody is followed. */
    private static long newest(Cluster now) {
        return now.nodes().stream()
                .flatMap(node -> node.standing().stream())
                .filter(standing -> standing.leader().isPresent())
                .mapToLong(Standing::term)
                .max()
                .orElse(0);
    }
}
