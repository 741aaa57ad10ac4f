package dev.pharos.core.sync;

import dev.pharos.core.name.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which nodes of the cluster are there.
 *
 * @param peers those that are known; of others is not known yet where they are
 * @param living which nodes share what is to be looked after, this one among them
 * @param complete whether all are in reach, and reach this one
 */
public record Attendance(NavigableMap<NodeId, Peer> peers, List<NodeId> living, boolean complete) {
    /** How a node sees another run of a node, and so what was published there. */
    public enum Presence {
        /** It is in reach. */
        PRESENT,
        /**
         * It is not, or it has started anew: who was connected to it is expected elsewhere, and
         * shown meanwhile.
         */
        AWAY,
        /** It has not been for so long that they count as gone; they are kept if it comes back. */
        HIDDEN,
        /** It will not come back. */
        LOST
    }

    /**
     * Another node.
     *
     * @param boot the run that was last heard of; 0 when it has not been heard
     */
    public record Peer(long boot, Presence presence) {}

    public Attendance {
        peers = Collections.unmodifiableNavigableMap(new TreeMap<>(peers));
        living = List.copyOf(living);
    }

    /** A node that knows of no other. */
    public static Attendance alone(NodeId self) {
        return new Attendance(new TreeMap<>(), List.of(self), true);
    }

    /**
     * How a run of a node is seen.
     *
     * @param before how it was; one that has gone into hiding does not come out because its node
     *     has started anew
     */
    Presence of(Origin origin, Presence before) {
        Peer peer = peers.get(origin.node());
        if (peer == null) {
            return Presence.AWAY;
        }
        if (peer.presence() != Presence.PRESENT || peer.boot() == origin.boot()) {
            return peer.presence();
        }
        return before == Presence.HIDDEN ? Presence.HIDDEN : Presence.AWAY;
    }
}
