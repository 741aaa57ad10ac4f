package dev.pharos.server.cluster.sync;

import dev.pharos.core.member.Life;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.registry.RegistryCommand.Renew;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.sync.Attendance;
import dev.pharos.core.sync.Attendance.Presence;
import dev.pharos.core.sync.Delta;
import dev.pharos.core.sync.Digest;
import dev.pharos.core.sync.Key;
import dev.pharos.core.sync.Origin;
import dev.pharos.core.sync.Rendezvous;
import dev.pharos.core.sync.Replica.Performed;
import dev.pharos.core.sync.Versions;
import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.ByteWriter;
import dev.pharos.server.cluster.bytes.CodecException;
import dev.pharos.server.cluster.sync.Letters.Kind;
import dev.pharos.server.cluster.sync.Letters.Report;
import dev.pharos.server.port.RegistryLog;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.port.cluster.ClusterView.Cluster;
import dev.pharos.server.port.cluster.ClusterView.Node;
import dev.pharos.server.port.cluster.PeerLink;
import dev.pharos.server.port.cluster.PeerLink.Topic;
import dev.pharos.server.port.cluster.Replicated;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's ephemeral half the same as that of its peers: tells them its writes, compares
 * with each now and then, and takes in the state of one that is ahead.
 *
 * <p>Thread: what is known of peers belongs to a loop of its own; what they ask is answered where
 * it comes.
 */
public final class Replication implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replication.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration FILL_LOOK = Duration.ofMillis(20);

    private final World world;
    private final SyncSettings settings;
    private final Parts parts;
    private final Executor loop;
    private final Copies copies;
    private final Renewals renewals;
    private final Outgoing outgoing;
    private final TreeMap<NodeId, Peer> peers = new TreeMap<>();
    private final long startMillis;
    private final NodeId self;
    private Set<NodeId> homes = Set.of();
    private Attendance attendance;

    /** It has not been taken in, and is told again. */
    private boolean untold;

    private long comparedMillis;
    private volatile Rendezvous living;
    private volatile boolean closed;

    /**
     * What it stands between.
     *
     * @param local applies commands at this node
     */
    public record Parts(RegistryLog local, Replicated half, PeerLink link, ClusterView view) {}

    private Replication(World world, SyncSettings settings, Parts parts, NodeId self) {
        this.world = world;
        this.settings = settings;
        this.parts = parts;
        this.self = self;
        this.loop = world.loop("sync");
        this.copies = new Copies(parts.link(), parts.half());
        this.outgoing = new Outgoing(parts.link(), loop);
        this.renewals =
                new Renewals(
                        world,
                        parts.link(),
                        settings.renew(),
                        loop,
                        key -> living().of(key.client()));
        this.startMillis = world.steadyMillis();
        this.attendance = Attendance.alone(self);
        this.living = new Rendezvous(attendance.living());
    }

    /**
     * Begins. Order: after the durable half and the picture are back, before a client is heard. The
     * answer comes when this node holds what the nodes in reach hold, or has waited long enough.
     */
    public static CompletionStage<Replication> start(
            World world, SyncSettings settings, Parts parts) {
        return parts.half()
                .run()
                .thenCompose(
                        run -> {
                            Replication replication =
                                    new Replication(world, settings, parts, run.node());
                            return replication.begin().thenApply(_ -> replication);
                        });
    }

    /** How commands of clients reach the node that applies them. */
    public RegistryLog log() {
        return new SyncLog(this, parts.local(), parts.link(), settings);
    }

    @Override
    public void close() {
        closed = true;
    }

    Replicated half() {
        return parts.half();
    }

    Renewals renewals() {
        return renewals;
    }

    /** The node that looks after an address, when it is not this one. */
    Optional<NodeId> elsewhere(ClientId client) {
        Rendezvous nodes = living;
        return nodes.nodes().size() == 1
                ? Optional.empty()
                : Optional.of(nodes.of(client)).filter(node -> !node.equals(self));
    }

    private Rendezvous living() {
        return living;
    }

    private CompletionStage<Void> begin() {
        CompletableFuture<Void> filled = new CompletableFuture<>();
        parts.half().onWrites(outgoing::add);
        parts.link().answer(Topic.SYNC, this::answer);
        parts.link().follow((node, reached) -> loop.execute(() -> reach(node, reached)));
        loop.execute(
                () -> {
                    look();
                    awaitFilled(filled);
                });
        return filled;
    }

    /** Nobody in reach whose state was not taken in. */
    private void awaitFilled(CompletableFuture<Void> filled) {
        long waited = world.steadyMillis() - startMillis;
        List<Node> others =
                parts.view().now().nodes().stream()
                        .filter(node -> !node.id().equals(Optional.of(self)))
                        .toList();
        List<Node> lacking = others.stream().filter(node -> !isTakenOrOut(node)).toList();
        boolean isOver = waited >= settings.fill().toMillis();
        if (isOver || lacking.isEmpty()) {
            long taken = peers.values().stream().filter(Peer::isTaken).count();
            LOG.info("filled from={} of={} millis={}", taken, others.size(), waited);
            filled.complete(null);
        } else {
            lacking.forEach(this::compareAgain);
            world.after(FILL_LOOK, loop, () -> awaitFilled(filled));
        }
    }

    /** One that is starting too does not answer yet. */
    private void compareAgain(Node node) {
        node.id()
                .filter(parts.link()::reaches)
                .map(this::peer)
                .filter(peer -> peer.comparing == 0)
                .ifPresent(this::compare);
    }

    private boolean isTakenOrOut(Node node) {
        boolean reached = node.id().filter(parts.link()::reaches).isPresent();
        return reached
                ? peer(node.id().orElseThrow()).isTaken()
                : node.life() != Life.UP && !node.problem().isEmpty();
    }

    private Peer peer(NodeId id) {
        return peers.computeIfAbsent(id, one -> new Peer(one, world.steadyMillis()));
    }

    /** Looks around, and now and then compares with each. */
    private void look() {
        if (closed) {
            return;
        }
        attend();
        if (world.steadyMillis() - comparedMillis >= settings.compare().toMillis()) {
            comparedMillis = world.steadyMillis();
            settle();
            List.copyOf(peers.values()).forEach(this::compare);
        }
        world.after(LOOK, loop, this::look);
    }

    /** When all are there; one that is lost has no say. */
    private void settle() {
        List<Node> nodes = parts.view().now().nodes();
        if (attendance.complete() && nodes.stream().allMatch(node -> node.id().isPresent())) {
            Set<NodeId> known = new TreeSet<>(peers.keySet());
            nodes.forEach(node -> node.id().ifPresent(known::add));
            List<Versions> seen =
                    attendance.living().stream()
                            .filter(node -> !node.equals(self))
                            .map(node -> peer(node).seen())
                            .toList();
            half().settle(known, seen);
        }
    }

    private void reach(NodeId node, boolean reached) {
        if (closed || node.equals(self)) {
            return;
        }
        if (reached) {
            compare(peer(node));
        } else {
            peer(node).lost();
            copies.forget(node);
        }
        attend();
    }

    /** Says who is there, when that has changed. */
    private void attend() {
        Attendance now = attendance();
        outgoing.to(peers.keySet());
        if (now.equals(attendance) && !untold) {
            return;
        }
        if (!now.living().equals(attendance.living())) {
            LOG.info("living={} complete={}", now.living(), now.complete());
        }
        attendance = now;
        untold = false;
        living = new Rendezvous(now.living());
        var _ =
                half().attend(now)
                        .whenComplete(
                                (known, failure) ->
                                        loop.execute(
                                                () -> {
                                                    if (failure == null) {
                                                        homes = known;
                                                    } else {
                                                        untold = true;
                                                    }
                                                }));
    }

    private Attendance attendance() {
        long now = world.steadyMillis();
        Cluster cluster = parts.view().now();
        boolean allNamed = cluster.nodes().stream().allMatch(node -> node.id().isPresent());
        Set<NodeId> members = new TreeSet<>();
        cluster.nodes().forEach(node -> node.id().ifPresent(members::add));
        members.remove(self);
        members.forEach(this::peer);
        homes.stream().filter(node -> !node.equals(self)).forEach(this::peer);

        NavigableMap<NodeId, Attendance.Peer> seen = new TreeMap<>();
        List<NodeId> living = new ArrayList<>(List.of(self));
        List<NodeId> forgotten = new ArrayList<>();
        boolean most =
                2 * (1 + members.stream().filter(this::isThere).count()) > members.size() + 1;
        boolean complete = allNamed || now - startMillis > settings.lost().toMillis();
        for (Peer peer : peers.values()) {
            boolean member = members.contains(peer.id);
            Presence presence = peer.presence(settings, now);
            if (presence != Presence.PRESENT && allNamed && !member) {
                presence = Presence.LOST;
            } else if (presence == Presence.LOST && member && !most) {
                presence = Presence.HIDDEN; // it may be this node that is cut off
            }
            seen.put(peer.id, new Attendance.Peer(peer.boot(), presence));
            if (member && presence == Presence.PRESENT && isUp(cluster, peer)) {
                living.add(peer.id);
            } else if (member && presence != Presence.LOST) {
                complete = false;
            } else if (!member && presence == Presence.LOST && !homes.contains(peer.id)) {
                forgotten.add(peer.id);
            }
        }
        forgotten.forEach(peers::remove);
        return new Attendance(seen, living.stream().sorted().toList(), complete);
    }

    private boolean isThere(NodeId member) {
        return peer(member).presence(settings, world.steadyMillis()) == Presence.PRESENT;
    }

    private boolean isUp(Cluster cluster, Peer peer) {
        return peer.reachesThis()
                && parts.link().reaches(peer.id)
                && cluster.find(peer.id).filter(node -> node.life() == Life.UP).isPresent();
    }

    /** Asks a peer what it holds, and says what this node holds. */
    private void compare(Peer peer) {
        if (parts.link().reaches(peer.id)) {
            peer.comparing++;
            // What the report counts has left before it: so it goes by way of the loop.
            var _ = report(peer.id).thenAcceptAsync(mine -> ask(peer, mine), loop);
        }
    }

    private void ask(Peer peer, Report mine) {
        byte[] message = Letters.of(Kind.REPORT, out -> Letters.report(out, mine));
        var _ =
                parts.link()
                        .ask(peer.id, Topic.SYNC, message, settings.compare())
                        .thenApply(answer -> Letters.read(answer, Letters::report))
                        .thenCompose(
                                theirs ->
                                        half().digest()
                                                .thenAccept(now -> compared(peer, now, theirs)))
                        .whenComplete((_, _) -> loop.execute(() -> peer.comparing--));
    }

    private CompletionStage<Report> report(NodeId to) {
        return half().run()
                .thenCombine(
                        half().digest(),
                        (run, digest) -> new Report(run, parts.link().reaches(to), digest));
    }

    private void compared(Peer peer, Digest mine, Report theirs) {
        loop.execute(
                () -> {
                    peer.heard(theirs, world.steadyMillis());
                    if (peer.isAhead(mine, theirs.digest())) {
                        fetch(peer);
                    }
                    attend();
                });
    }

    private void fetch(Peer peer) {
        if (closed || peer.asked) {
            return;
        }
        peer.asked = true;
        var _ =
                copies.fetch(peer.id)
                        .whenComplete((_, failure) -> loop.execute(() -> fetched(peer, failure)));
    }

    private void fetched(Peer peer, Throwable failure) {
        peer.asked = false;
        if (failure == null) {
            peer.taken();
            attend();
        } else {
            LOG.info("state of {} not taken: {}", peer.id, failure.toString());
        }
    }

    private CompletionStage<byte[]> answer(NodeId from, byte[] message) {
        try {
            ByteReader in = new ByteReader(ByteBuffer.wrap(message));
            Optional<Kind> kind = Letters.kind(in);
            return kind.isPresent()
                    ? answer(from, kind.get(), in)
                    : CompletableFuture.failedStage(in.broken("a message of an unknown kind"));
        } catch (CodecException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<byte[]> answer(NodeId from, Kind kind, ByteReader in) {
        return switch (kind) {
            case WRITES -> half().receive(Letters.writes(in)).thenApply(all -> received(from, all));
            case RENEWALS -> {
                for (Key key : Letters.keys(in)) {
                    var _ =
                            parts.local()
                                    .append(
                                            new Renew(
                                                    key.service(),
                                                    key.client(),
                                                    world.steadyMillis()));
                }
                yield CompletableFuture.completedStage(new byte[0]);
            }
            case REPORT -> {
                Report theirs = Letters.report(in);
                yield report(from)
                        .thenApply(
                                mine -> {
                                    loop.execute(() -> heard(from, mine.digest(), theirs));
                                    return Letters.answer(out -> Letters.report(out, mine));
                                });
            }
            case PIECE ->
                    copies.serve(from, Letters.wanted(in))
                            .thenApply(p -> Letters.answer(out -> Letters.piece(out, p)));
            case COMMAND ->
                    half().perform(Letters.command(in, world.steadyMillis()))
                            .thenApply(done -> Letters.answer(out -> performed(out, done)));
        };
    }

    /** Its own writes come before its report, so what is missing of them does not come any more. */
    private void heard(NodeId from, Digest mine, Report theirs) {
        Peer peer = peer(from);
        peer.heard(theirs, world.steadyMillis());
        Origin run = theirs.run();
        if (mine.versions().upTo(run) < theirs.digest().versions().upTo(run)) {
            fetch(peer);
        }
        attend();
    }

    private byte[] received(NodeId from, boolean all) {
        if (!all) {
            loop.execute(() -> fetch(peer(from)));
        }
        return new byte[0];
    }

    /** A refusal is left to the node that asks, which knows the same reason. */
    private static void performed(ByteWriter out, Performed performed) {
        Optional<List<Delta>> writes =
                Optional.of(performed.writes())
                        .filter(_ -> performed.outcome().equals(RegistryOutcome.DONE));
        out.optional(writes, Letters::writes);
    }
}
