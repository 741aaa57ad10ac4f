package dev.pharos.server.cluster.sync;

import dev.pharos.core.name.NodeId;
import dev.pharos.core.sync.Dot;
import dev.pharos.core.sync.Entry;
import dev.pharos.core.sync.State;
import dev.pharos.core.sync.Versions;
import dev.pharos.server.cluster.bytes.ByteWriter;
import dev.pharos.server.cluster.sync.Letters.Kind;
import dev.pharos.server.cluster.sync.Letters.Piece;
import dev.pharos.server.cluster.sync.Letters.Wanted;
import dev.pharos.server.port.cluster.PeerLink;
import dev.pharos.server.port.cluster.PeerLink.Topic;
import dev.pharos.server.port.cluster.Replicated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whole states on their way between nodes, in pieces: each asks for the next when it has the one
 * before. Of a state that is sent a copy is kept, one for each node that asks, the newest.
 *
 * <p>Limit: a piece of about 1 MB, and {@value #PIECES_MAX} of them.
 */
final class Copies {
    private static final int PIECE_BYTES = 1 << 20;
    private static final int KNOWN_MAX = 1 << 14;
    private static final int PIECES_MAX = 4_096;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PeerLink link;
    private final Replicated half;
    private final AtomicLong count = new AtomicLong();
    private final ConcurrentMap<NodeId, Copy> copies = new ConcurrentHashMap<>();

    /** What is sent to one node; first what is new to it. */
    private record Copy(long number, State state, List<Dot> known) {
        private Piece piece(int from) {
            List<Entry> entries = new ArrayList<>();
            ByteWriter sized = new ByteWriter();
            int at = from;
            int fresh = state.entries().size();
            while (at < fresh && sized.size() < PIECE_BYTES) {
                Entry entry = state.entries().get(at++);
                SyncFields.entry(sized, entry);
                entries.add(entry);
            }
            List<Dot> named = List.of();
            if (at >= fresh) {
                int end = Math.min(known.size(), at - fresh + KNOWN_MAX);
                named = known.subList(at - fresh, end);
                at = fresh + end;
            }
            boolean last = at == fresh + known.size();
            return new Piece(
                    number,
                    last ? Optional.empty() : Optional.of(at),
                    state.versions(),
                    entries,
                    named,
                    state.order());
        }
    }

    Copies(PeerLink link, Replicated half) {
        this.link = link;
        this.half = half;
    }

    /** A piece for another node. Fails: when its copy is not kept any more. */
    CompletionStage<Piece> serve(NodeId from, Wanted wanted) {
        if (wanted.copy() == 0) {
            return half.state(wanted.seen())
                    .thenApply(
                            state -> {
                                Copy copy =
                                        new Copy(
                                                count.incrementAndGet(),
                                                state,
                                                List.copyOf(state.known()));
                                Piece piece = copy.piece(0);
                                if (piece.next().isPresent()) {
                                    copies.put(from, copy);
                                }
                                return piece;
                            });
        }
        Copy copy = copies.get(from);
        if (copy == null || copy.number() != wanted.copy() || wanted.from() < 0) {
            return CompletableFuture.failedStage(
                    new IllegalStateException("no copy " + wanted.copy() + " for " + from));
        }
        Piece piece = copy.piece(wanted.from());
        if (piece.next().isEmpty()) {
            copies.remove(from, copy);
        }
        return CompletableFuture.completedStage(piece);
    }

    /** A node that is not there asks for nothing more. */
    void forget(NodeId peer) {
        copies.remove(peer);
    }

    /** Takes in the state of another node. Fails: when it does not come. */
    CompletionStage<Void> fetch(NodeId peer) {
        return half.digest()
                .thenCompose(
                        digest ->
                                next(
                                        peer,
                                        new Wanted(digest.versions(), 0, 0),
                                        new Gathered(new ArrayList<>(), new LinkedHashSet<>()),
                                        1))
                .thenCompose(theirs -> half.merge(peer, theirs));
    }

    private record Gathered(List<Entry> entries, Set<Dot> known) {}

    private CompletionStage<State> next(NodeId peer, Wanted wanted, Gathered got, int pieces) {
        if (pieces > PIECES_MAX) {
            return CompletableFuture.failedStage(
                    new IllegalStateException("more than " + PIECES_MAX + " pieces"));
        }
        byte[] message = Letters.of(Kind.PIECE, out -> Letters.wanted(out, wanted));
        return link.ask(peer, Topic.SYNC, message, PATIENCE)
                .thenApply(answer -> Letters.read(answer, Letters::piece))
                .thenCompose(
                        piece -> {
                            got.entries().addAll(piece.entries());
                            got.known().addAll(piece.known());
                            if (piece.next().isEmpty()) {
                                return CompletableFuture.completedStage(
                                        new State(
                                                piece.versions(),
                                                got.entries(),
                                                got.known(),
                                                piece.order()));
                            }
                            Wanted more =
                                    new Wanted(new Versions(), piece.copy(), piece.next().get());
                            return next(peer, more, got, pieces + 1);
                        });
    }
}
