package dev.pharos.server.port.cluster;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.member.Address;
import dev.pharos.core.member.Life;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who is member, leader, term, role, since when; what lags. Thread: any; never blocks. */
public interface ClusterView {
    /**
     * The cluster as this node sees it now.
     *
     * @param cluster the id of the cluster; absent before it is founded
     * @param nodes this one and all that the list or the group names, in the order of addresses; at
     *     most one of them is shown to lead in the newest term, and none in an older one
     * @param refusal why no durable write is taken now; absent when they are
     */
    record Cluster(
            NodeId self,
            boolean standalone,
            Optional<String> cluster,
            List<Node> nodes,
            Optional<Fault> refusal) {
        public Cluster {
            nodes = List.copyOf(nodes);
        }

        /** This node. */
        public Node own() {
            return find(self).orElseThrow();
        }

        /** The leader that this node follows, or is. */
        public Optional<Node> leader() {
            return own().standing().flatMap(Standing::leader).flatMap(this::find);
        }

        /** Whether what one node alone is to do is this one's affair now. */
        public boolean isLeading() {
            return standalone
                    || own().standing().filter(now -> now.role() == Role.LEADER).isPresent();
        }

        /** The node of this id; absent while none is known to have it. */
        public Optional<Node> find(NodeId id) {
            return nodes.stream().filter(node -> node.id().equals(Optional.of(id))).findFirst();
        }
    }

    /**
     * One node.
     *
     * @param id absent before it has said who it is
     * @param grpcPort and the ports below are what it says of itself, or what follows from the
     *     defaults
     * @param since how long it has been in this life
     * @param problem why it is not reached, in a phrase; empty when it is
     * @param standing in the group, as it said last; absent before it was heard of
     */
    record Node(
            Address address,
            Optional<NodeId> id,
            int grpcPort,
            int peerPort,
            Life life,
            Duration since,
            String problem,
            Optional<Standing> standing) {
        /** The same node where it stands there. */
        public Node at(Standing now) {
            return new Node(
                    address, id, grpcPort, peerPort, life, since, problem, Optional.of(now));
        }
    }

    /**
     * A node in the group that orders durable changes, as it said of itself.
     *
     * @param votedFor in this term
     * @param leader whom it follows, or itself
     * @param applied index of the last entry that its state has
     * @param electionDue until it asks for votes, if it hears nothing
     * @param heartbeatDue until the leader says that it lives; zero for others
     */
    record Standing(
            Role role,
            long term,
            Optional<NodeId> votedFor,
            Optional<NodeId> leader,
            long applied,
            Duration electionDue,
            Duration heartbeatDue) {
        /** The same of a node that has not said it of itself just now. */
        public Standing unsure() {
            return new Standing(
                    Role.UNKNOWN, term, votedFor, leader, applied, Duration.ZERO, Duration.ZERO);
        }
    }

    Cluster now();
}
