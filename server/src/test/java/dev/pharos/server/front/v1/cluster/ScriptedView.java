package dev.pharos.server.front.v1.cluster;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.member.Address;
import dev.pharos.core.member.Life;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.port.cluster.ClusterView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A view of nodes on this machine that a test has made up. */
public final class ScriptedView implements ClusterView {
    private final Cluster cluster;

    private ScriptedView(Cluster cluster) {
        this.cluster = cluster;
    }

    /** One node at 8848, which leads itself. */
    public static ScriptedView alone() {
        Node self = node("a", 8848, Life.UP, Optional.of(standing(Role.LEADER, 1, "a")));
        return new ScriptedView(
                new Cluster(
                        new NodeId("a"), true, Optional.empty(), List.of(self), Optional.empty()));
    }

    /** Three nodes at 8850, 8851, 8852: the second leads, the third has not been heard of. */
    public static ScriptedView three() {
        return red(
                List.of(
                        node("a", 8850, Life.UP, Optional.of(standing(Role.FOLLOWER, 7, "b"))),
                        node("b", 8851, Life.UP, Optional.of(standing(Role.LEADER, 7, "b"))),
                        new Node(
                                new Address("127.0.0.1", 8852),
                                Optional.empty(),
                                9852,
                                7852,
                                Life.UNKNOWN,
                                Duration.ofSeconds(12),
                                "nobody listens there",
                                Optional.empty())),
                Optional.empty());
    }

    /** As {@link #three}, and the third was heard of, in the term before. */
    public static ScriptedView lost() {
        List<Node> nodes = new ArrayList<>(three().cluster.nodes().subList(0, 2));
        Standing last = standing(Role.FOLLOWER, 6, "a").unsure();
        nodes.add(node("c", 8852, Life.SUSPECT, Optional.of(last)));
        return red(nodes, Optional.empty());
    }

    /** The first of three is left, and asks for votes. */
    public static ScriptedView candidate() {
        Node self = node("a", 8850, Life.UP, Optional.of(standing(Role.CANDIDATE, 7, "")));
        Fault none = new Fault.NoLeader("1 of 3 members reached, 2 needed", "start another");
        return red(List.of(self), Optional.of(none));
    }

    /**
     * The first was taken out and runs on, the second waits; the third leads at an IPv6 address.
     */
    public static ScriptedView outside() {
        Node leader = node("c", 8852, Life.UP, Optional.of(standing(Role.LEADER, 7, "c")));
        return red(
                List.of(
                        node("a", 8850, Life.UP, Optional.of(standing(Role.NONE, 7, ""))),
                        node("b", 8851, Life.UP, Optional.of(standing(Role.LEARNER, 7, "c"))),
                        new Node(
                                new Address("fe80::1", 8852),
                                leader.id(),
                                leader.grpcPort(),
                                leader.peerPort(),
                                Life.UP,
                                Duration.ZERO,
                                "",
                                leader.standing())),
                Optional.empty());
    }

    /** What the first of the nodes of a cluster sees. */
    private static ScriptedView red(List<Node> nodes, Optional<Fault> refusal) {
        return new ScriptedView(
                new Cluster(new NodeId("a"), false, Optional.of("red"), nodes, refusal));
    }

    private static Node node(String id, int port, Life life, Optional<Standing> standing) {
        return new Node(
                new Address("127.0.0.1", port),
                Optional.of(new NodeId(id)),
                port + 1000,
                port - 1000,
                life,
                Duration.ZERO,
                "",
                standing);
    }

    private static Standing standing(Role role, long term, String leader) {
        Optional<NodeId> led =
                leader.isEmpty() ? Optional.empty() : Optional.of(new NodeId(leader));
        return new Standing(
                role, term, led, led, 42, Duration.ofMillis(500), Duration.ofMillis(100));
    }

    @Override
    public Cluster now() {
        return cluster;
    }
}
