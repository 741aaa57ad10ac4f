package dev.pharos.server.cluster.raft;

import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.raft.entry.Leader;
import dev.pharos.server.cluster.raft.member.Member;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.PeerLink;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the connection to the leader breaks, as it does at once when its process ends, this node
 * does not wait as long as it would for one that is only silent. It still asks first whether the
 * others miss the leader too, so a leader whom they hear stays; and the random part of the wait
 * stays, so that two do not ask at the same moment.
 */
final class Shortcut implements PeerLink.Reach {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.raft");

    /** Of the usual time; two heartbeats come within it. */
    private static final int SHARE = 5;

    private final World world;
    private final Following following;
    private final Duration usual;
    private final Supplier<Optional<Member>> member;
    private volatile @Nullable Leader lost;

    Shortcut(World world, Following following, Duration usual, Supplier<Optional<Member>> member) {
        this.world = world;
        this.following = following;
        this.usual = usual;
        this.member = member;
    }

    @Override
    public void changed(NodeId peer, boolean reached) {
        Optional<Leader> now = following.leader().filter(leader -> leader.id().equals(peer));
        if (now.isEmpty() || following.leads()) {
            return;
        }
        lost = reached ? null : now.get();
        if (!reached) {
            LOG.info("the connection to the leader is gone leader={}", peer);
            world.after(usual, world.tasks(), () -> found(now.get()));
        }
        settle();
    }

    /** Who leads has changed, or nobody does. */
    void look() {
        Leader before = lost;
        if (before != null && following.leader().filter(now -> !now.equals(before)).isPresent()) {
            found(before);
        }
    }

    /** It, or another, is there again; or it was waited for as long as usual. */
    private void found(Leader before) {
        if (before.equals(lost)) {
            lost = null;
            settle();
        }
    }

    private void settle() {
        world.tasks().execute(this::tell);
    }

    /** One at a time, and the last one tells what is so in the end. */
    private synchronized void tell() {
        Duration timeout = lost == null ? usual : usual.dividedBy(SHARE);
        member.get().ifPresent(now -> now.expectLeader(timeout));
    }
}
