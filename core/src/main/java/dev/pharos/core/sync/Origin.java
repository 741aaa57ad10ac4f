package dev.pharos.core.sync;

import dev.pharos.core.name.NodeId;

/**
 * One run of a node, from a start to the next.
 *
 * @param boot grows from start to start of a node; means nothing beside that of another node
 */
public record Origin(NodeId node, long boot) implements Comparable<Origin> {
    @Override
    public int compareTo(Origin other) {
        int byNode = node.compareTo(other.node);
        return byNode != 0 ? byNode : Long.compare(boot, other.boot);
    }
}
