package dev.pharos.server.cluster.member;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.member.Address;
import dev.pharos.core.member.Life;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.member.Members.Scene;
import dev.pharos.server.cluster.peer.Greeting;
import dev.pharos.server.port.cluster.ClusterView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The nodes of a cluster as one of them sees them. */
final class Nodes implements ClusterView {
    /** After so long out of reach a node's clients count as gone. */
    private static final Duration DOWN_AFTER = Duration.ofSeconds(10);

    /** Where gRPC is answered, of a node that has not said. */
    private static final int GRPC_PORT_OFFSET = 1000;

    private final Members members;

    Nodes(Members members) {
        this.members = members;
    }

    @Override
    public Cluster now() {
        Scene scene = members.scene();
        Sight sight = scene.sight();
        Optional<Standing> standing = sight.own().standing();
        List<Node> nodes = new ArrayList<>();
        for (Spot spot : sight.spots()) {
            nodes.add(sight.isSelf(spot) ? own(sight, spot.entry().address()) : other(scene, spot));
        }
        if (sight.ownEntry().isEmpty()) {
            nodes.add(own(sight, sight.self().address()));
        }
        nodes.sort(Comparator.comparing(Node::address));
        Optional<Fault> refusal =
                standing.flatMap(Standing::leader).isPresent()
                        ? Optional.empty()
                        : Optional.of(Leaderless.of(scene).why());
        return new Cluster(
                sight.self().id(), false, scene.page().cluster(), ofOneLeader(nodes), refusal);
    }

    /** A leader of an older term than another that somebody follows leads nobody any more. */
    static List<Node> ofOneLeader(List<Node> nodes) {
        long newest =
                nodes.stream()
                        .flatMap(node -> node.standing().stream())
                        .filter(standing -> standing.leader().isPresent())
                        .mapToLong(Standing::term)
                        .max()
                        .orElse(0);
        return nodes.stream()
                .map(
                        node ->
                                node.standing()
                                        .filter(is -> is.role() == Role.LEADER)
                                        .filter(is -> is.term() < newest)
                                        .map(is -> node.at(is.unsure()))
                                        .orElse(node))
                .toList();
    }

    private static Node own(Sight sight, Address address) {
        Greeting self = sight.self();
        return new Node(
                address,
                Optional.of(self.id()),
                self.grpcPort(),
                self.peerPort(),
                Life.UP,
                Duration.ZERO,
                "",
                sight.own().standing());
    }

    private static Node other(Scene scene, Spot spot) {
        Duration since = Duration.ofMillis(Math.max(0, scene.nowMillis() - spot.sinceMillis()));
        Address address = spot.entry().address();
        Optional<NodeId> id = spot.id().or(() -> formerly(scene, address));
        return new Node(
                address,
                id,
                spot.greeting().map(Greeting::grpcPort).orElse(address.port() + GRPC_PORT_OFFSET),
                spot.greeting()
                        .map(Greeting::peerPort)
                        .orElseGet(() -> spot.entry().peerPort(scene.portOffset())),
                life(spot, since),
                since,
                spot.problem(),
                spot.report()
                        .flatMap(Report::standing)
                        .or(() -> id.map(scene.stood()::get).map(Standing::unsure)));
    }

    /** Who was there before this node was started. */
    private static Optional<NodeId> formerly(Scene scene, Address address) {
        return scene.page().known().entrySet().stream()
                .filter(entry -> entry.getValue().equals(address))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Life life(Spot spot, Duration since) {
        if (spot.reached()) {
            return Life.UP;
        }
        if (spot.greeting().isEmpty()) {
            return Life.UNKNOWN;
        }
        return since.compareTo(DOWN_AFTER) < 0 ? Life.SUSPECT : Life.DOWN;
    }
}
