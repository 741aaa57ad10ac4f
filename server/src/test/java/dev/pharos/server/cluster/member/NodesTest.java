package dev.pharos.server.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.member.Address;
import dev.pharos.core.member.Life;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.port.cluster.ClusterView.Node;
import dev.pharos.server.port.cluster.ClusterView.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose word on who leads is believed. */
final class NodesTest {
    @Test
    void ofTwoWhoSayThatTheyLeadTheLaterOneDoes() {
        assertThat(roles(node("a", Role.LEADER, 7, "a"), node("b", Role.LEADER, 8, "b")))
                .containsExactly(Role.UNKNOWN, Role.LEADER);
    }

    @Test
    void whoFollowsALaterLeaderOvertakesAnEarlierOne() {
        assertThat(
                        roles(
                                node("a", Role.LEADER, 7, "a"),
                                node("b", Role.FOLLOWER, 7, "a"),
                                node("c", Role.FOLLOWER, 8, "b")))
                .containsExactly(Role.UNKNOWN, Role.FOLLOWER, Role.FOLLOWER);
    }

    @Test
    void whoOnlyAsksForVotesOvertakesNobody() {
        assertThat(roles(node("a", Role.LEADER, 7, "a"), node("b", Role.CANDIDATE, 9, "")))
                .containsExactly(Role.LEADER, Role.CANDIDATE);
    }

    private static List<Role> roles(Node... nodes) {
        return Nodes.ofOneLeader(List.of(nodes)).stream()
                .map(node -> node.standing().orElseThrow().role())
                .toList();
    }

    private static Node node(String id, Role role, long term, String leader) {
        Optional<NodeId> led = Optional.of(leader).filter(l -> !l.isEmpty()).map(NodeId::new);
        Standing standing =
                new Standing(role, term, led, led, 42, Duration.ofMillis(500), Duration.ZERO);
        return new Node(
                new Address("127.0.0.1", 8850),
                Optional.of(new NodeId(id)),
                9850,
                7850,
                Life.UP,
                Duration.ZERO,
                "",
                Optional.of(standing));
    }
}
