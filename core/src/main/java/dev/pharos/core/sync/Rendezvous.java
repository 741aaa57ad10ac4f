package dev.pharos.core.sync;

import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.NodeId;
import java.util.List;
import java.util.TreeSet;

/**
 * Which of some nodes looks after an address that beats: whoever knows the same nodes names the
 * same one, and when a node goes only its own addresses move.
 *
 * <p>Source: Thaler and Ravishankar, highest random weight, 1998.
 */
public record Rendezvous(List<NodeId> nodes) {
    public Rendezvous {
        nodes = List.copyOf(new TreeSet<>(nodes));
    }

    /** One of the nodes, of which there must be one. */
    public NodeId of(ClientId client) {
        NodeId best = nodes.getFirst();
        long most = Long.MIN_VALUE;
        for (NodeId node : nodes) {
            long weight = new Hash().add(node.value()).add(client.value()).value();
            if (weight > most) {
                most = weight;
                best = node;
            }
        }
        return best;
    }
}
