package dev.pharos.server.cluster.member;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.member.Address;
import dev.pharos.core.member.Life;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.port.cluster.Founding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The cluster of a node that is alone, and so leads itself. */
public final class Alone implements ClusterView, Founding {
    /** Where its peers' port would be. */
    private static final int PEER_PORT_OFFSET = -1000;

    private static final NodeId NAMELESS = new NodeId("none");

    private final Address address;
    private final int grpcPort;
    private final Supplier<Optional<Standing>> standing;

    /**
     * The view of one node.
     *
     * @param address where it serves HTTP
     * @param standing in its group of one; absent where it has none
     */
    public Alone(Address address, int grpcPort, Supplier<Optional<Standing>> standing) {
        this.address = address;
        this.grpcPort = grpcPort;
        this.standing = standing;
    }

    @Override
    public Cluster now() {
        Optional<Standing> now = standing.get();
        NodeId self = now.flatMap(Standing::leader).orElse(NAMELESS);
        Node node =
                new Node(
                        address,
                        Optional.of(self),
                        grpcPort,
                        address.port() + PEER_PORT_OFFSET,
                        Life.UP,
                        Duration.ZERO,
                        "",
                        now);
        return new Cluster(self, true, Optional.empty(), List.of(node), Optional.empty());
    }

    @Override
    public void without(String nodes) {
        throw new FaultException(
                new Fault.Unavailable("this node is alone", "start it in the mode cluster"));
    }
}
