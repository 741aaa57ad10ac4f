package dev.pharos.core.sync;

import dev.pharos.core.name.NodeId;

/**
 * One run of a node, from a start to the next.
 *
 * @param boot grows from start to start of a node; means nothing beside that of another node. Its
 *     upper half counts, its lower half is thrown: so two runs are told apart also when one of them
 *     does not know of the other
 */
public record Origin(NodeId node, long boot) implements Comparable<Origin> {
    private static final int COUNT_SHIFT = 32;
    private static final long THROWN = (1L << COUNT_SHIFT) - 1;

    /**
     * A run.
     *
     * @param starts of this node, this one among them
     * @param thrown any number
     */
    public static Origin of(NodeId node, long starts, long thrown) {
        return new Origin(node, (starts << COUNT_SHIFT) | (thrown & THROWN));
    }

    /** The same run under a number that is higher than this one of its node. */
    Origin beyond(long other) {
        return of(node, (other >> COUNT_SHIFT) + 1, boot);
    }

    @Override
    public int compareTo(Origin other) {
        int byNode = node.compareTo(other.node);
        return byNode != 0 ? byNode : Long.compare(boot, other.boot);
    }
}
