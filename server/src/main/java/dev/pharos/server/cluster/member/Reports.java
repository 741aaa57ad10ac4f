package dev.pharos.server.cluster.member;

import dev.pharos.core.member.Entry;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.peer.Greeting;
import dev.pharos.server.cluster.peer.Met;
import dev.pharos.server.cluster.peer.Peers;
import dev.pharos.server.cluster.peer.Target;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.ClusterView.Standing;
import dev.pharos.server.port.cluster.PeerLink;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What nodes tell each other of themselves, and what is seen of them. Thread: any. */
final class Reports implements PeerLink.Answering {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.cluster");
    private static final byte[] NOTHING = {};
    private static final int KEPT_MAX = 256;

    private final World world;
    private final Peers peers;
    private final int portOffset;
    private final Duration fresh;
    private final Runnable changed;
    private final Map<NodeId, Heard> heard = new ConcurrentHashMap<>();

    private record Heard(Report report, long atMillis) {}

    /**
     * Nothing is known yet.
     *
     * @param portOffset from a node's HTTP port to that of its peers
     * @param fresh how long what was reported counts
     * @param changed runs when a node reports something else than before
     */
    Reports(World world, Peers peers, int portOffset, Duration fresh, Runnable changed) {
        this.world = world;
        this.peers = peers;
        this.portOffset = portOffset;
        this.fresh = fresh;
        this.changed = changed;
    }

    void start() {
        peers.answer(PeerLink.Topic.MEMBER, this);
    }

    @Override
    public CompletionStage<byte[]> answer(NodeId from, byte[] message) {
        try {
            Report report = Report.decode(message);
            if (heard.size() >= KEPT_MAX) {
                long since = world.steadyMillis() - fresh.toMillis();
                heard.values().removeIf(one -> one.atMillis < since);
            }
            if (heard.size() < KEPT_MAX || heard.containsKey(from)) {
                Heard before = heard.put(from, new Heard(report, world.steadyMillis()));
                if (before == null || !before.report.isMuchLike(report)) {
                    changed.run();
                }
            }
        } catch (RuntimeException e) { // whatever a peer has sent
            LOG.warn("a report of node={} is not understood: {}", from, e.getMessage());
        }
        return CompletableFuture.completedStage(NOTHING);
    }

    /** Looks for nodes at these entries from now on. */
    void seek(Collection<Entry> entries) {
        peers.seek(
                entries.stream()
                        .map(entry -> new Target(entry.address(), entry.peerPort(portOffset)))
                        .toList());
    }

    /** Tells all who are reached. */
    void tell(Report own) {
        byte[] message = own.encode();
        for (Met met : peers.met()) {
            if (met.reached()) {
                met.greeting()
                        .ifPresent(node -> peers.tell(node.id(), PeerLink.Topic.MEMBER, message));
            }
        }
    }

    /** The newest report of a node, while it is fresh. */
    Optional<Report> of(NodeId node) {
        long since = world.steadyMillis() - fresh.toMillis();
        return Optional.ofNullable(heard.get(node))
                .filter(one -> one.atMillis >= since)
                .map(Heard::report);
    }

    /** Where each node stood when it was last heard, however long ago that is. */
    Map<NodeId, Standing> stood() {
        Map<NodeId, Standing> all = new TreeMap<>();
        heard.forEach((node, one) -> one.report.standing().ifPresent(is -> all.put(node, is)));
        return all;
    }

    /** What is seen at these entries, in their order. */
    List<Spot> look(Collection<Entry> entries, Predicate<Greeting> isSelf) {
        List<Met> met = peers.met();
        return entries.stream().map(entry -> look(entry, met, isSelf)).toList();
    }

    private Spot look(Entry entry, List<Met> met, Predicate<Greeting> isSelf) {
        return met.stream()
                .filter(one -> one.target().entry().equals(entry.address()))
                .findFirst()
                .map(one -> spot(entry, one, isSelf))
                .orElseGet(() -> unseen(entry));
    }

    private Spot spot(Entry entry, Met met, Predicate<Greeting> isSelf) {
        Optional<Report> report =
                met.reached() ? met.greeting().flatMap(node -> of(node.id())) : Optional.empty();
        boolean self = met.greeting().filter(isSelf).isPresent();
        return new Spot(
                entry,
                met.greeting(),
                met.reached(),
                met.sinceMillis(),
                self ? "" : met.problem(),
                report);
    }

    private Spot unseen(Entry entry) {
        return new Spot(
                entry,
                Optional.empty(),
                false,
                world.steadyMillis(),
                Met.UNTRIED,
                Optional.empty());
    }
}
