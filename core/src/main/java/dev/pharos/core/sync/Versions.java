package dev.pharos.core.sync;

import dev.pharos.core.name.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which writes have been seen: of each run of a node all up to a number, and some beyond it. What
 * has been seen and is not there has been removed, so removals leave nothing behind.
 *
 * <p>Limit: the newest {@value #BOOTS_MAX} runs of a node; of those before them all counts as seen.
 * Thread: one at a time.
 */
public final class Versions {
    static final int BOOTS_MAX = 64;

    private final TreeMap<NodeId, TreeMap<Long, Seen>> nodes = new TreeMap<>();

    private static final class Seen {
        private long upTo;
        private final TreeSet<Long> beyond = new TreeSet<>();

        void note(long seq) {
            if (seq > upTo) {
                beyond.add(seq);
                settle();
            }
        }

        void join(long otherUpTo, Iterable<Long> otherBeyond) {
            upTo = Math.max(upTo, otherUpTo);
            otherBeyond.forEach(beyond::add);
            beyond.headSet(upTo, true).clear();
            settle();
        }

        private void settle() {
            while (!beyond.isEmpty() && beyond.first() == upTo + 1) {
                upTo = beyond.removeFirst();
            }
        }
    }

    /** What has been seen of one run. */
    public record Span(Origin origin, long upTo, List<Long> beyond) {
        public Span {
            beyond = List.copyOf(beyond);
        }
    }

    /** Nothing has been seen. */
    public Versions() {}

    public static Versions of(List<Span> spans) {
        Versions versions = new Versions();
        spans.forEach(versions::join);
        return versions;
    }

    /** Of all runs, in the order of nodes and runs. */
    public List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        nodes.forEach(
                (node, boots) ->
                        boots.forEach(
                                (boot, seen) ->
                                        spans.add(
                                                new Span(
                                                        new Origin(node, boot),
                                                        seen.upTo,
                                                        List.copyOf(seen.beyond)))));
        return spans;
    }

    public Versions copy() {
        return of(spans());
    }

    public boolean covers(Dot dot) {
        Seen seen = seen(dot.origin());
        return seen == null
                ? isForgotten(dot.origin())
                : dot.seq() <= seen.upTo || seen.beyond.contains(dot.seq());
    }

    /** Whether all that the other has seen has been seen here. */
    public boolean covers(Versions other) {
        for (Span span : other.spans()) {
            if (upTo(span.origin()) < span.upTo() && !isForgotten(span.origin())) {
                return false;
            }
            for (long seq : span.beyond()) {
                if (!covers(new Dot(span.origin(), seq))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** All writes of this run up to this one have been seen. */
    public long upTo(Origin origin) {
        Seen seen = seen(origin);
        return seen == null ? 0 : seen.upTo;
    }

    /** The newest run of this node of which anything has been seen; 0 when there is none. */
    public long newestBoot(NodeId node) {
        TreeMap<Long, Seen> boots = nodes.get(node);
        return boots == null ? 0 : boots.lastKey();
    }

    public void note(Dot dot) {
        if (!isForgotten(dot.origin())) {
            of(dot.origin()).note(dot.seq());
            prune(dot.origin().node());
        }
    }

    /** What the other has seen counts as seen here too. */
    public void join(Versions other) {
        other.spans().forEach(this::join);
    }

    private void join(Span span) {
        if (!isForgotten(span.origin())) {
            of(span.origin()).join(span.upTo(), span.beyond());
            prune(span.origin().node());
        }
    }

    private Seen of(Origin origin) {
        return nodes.computeIfAbsent(origin.node(), _ -> new TreeMap<>())
                .computeIfAbsent(origin.boot(), _ -> new Seen());
    }

    private @Nullable Seen seen(Origin origin) {
        TreeMap<Long, Seen> boots = nodes.get(origin.node());
        return boots == null ? null : boots.get(origin.boot());
    }

    private boolean isForgotten(Origin origin) {
        TreeMap<Long, Seen> boots = nodes.get(origin.node());
        return boots != null && boots.size() >= BOOTS_MAX && origin.boot() < boots.firstKey();
    }

    private void prune(NodeId node) {
        TreeMap<Long, Seen> boots = nodes.get(node);
        while (boots != null && boots.size() > BOOTS_MAX) {
            boots.pollFirstEntry();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Versions versions && spans().equals(versions.spans());
    }

    @Override
    public int hashCode() {
        return spans().hashCode();
    }

    @Override
    public String toString() {
        return spans().toString();
    }
}
