package dev.pharos.core.sync;

import dev.pharos.core.name.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which writes have been seen: of each run of a node all up to a number, and some beyond it. What
 * has been seen and is not there has been removed, so removals leave nothing behind.
 *
 * <p>What all nodes have seen alike of runs that are over needs no numbers any more ({@link
 * #settle}): of a node's runs before some run all counts as seen.
 *
 * <p>Limit: the newest {@value #BOOTS_MAX} runs of a node; of those before them all counts as seen.
 * {@value #DEPARTED_MAX} nodes that have left. Thread: one at a time.
 */
public final class Versions {
    static final int BOOTS_MAX = 64;
    static final int DEPARTED_MAX = 64;

    /** Of a span: all of this run, and of those before it. */
    private static final long ALL = Long.MAX_VALUE;

    private final TreeMap<NodeId, Runs> nodes = new TreeMap<>();

    /** What has been seen of a node. */
    private static final class Runs {
        private final TreeMap<Long, Seen> boots = new TreeMap<>();

        /** Of the runs before this one all counts as seen. */
        private long first = Long.MIN_VALUE;

        boolean isOver(long boot) {
            return boot < first;
        }

        void begin(long boot) {
            first = Math.max(first, boot);
            boots.headMap(first).clear();
        }

        Seen of(long boot) {
            return boots.computeIfAbsent(boot, _ -> new Seen());
        }

        void prune() {
            while (boots.size() > BOOTS_MAX) {
                begin(boots.firstKey() + 1);
            }
        }

        /** The newest run of which anything has been seen. */
        long newest() {
            return boots.isEmpty() ? first - 1 : boots.lastKey();
        }

        List<Span> spans(NodeId node) {
            List<Span> spans = new ArrayList<>();
            if (first > Long.MIN_VALUE) {
                spans.add(new Span(new Origin(node, first - 1), ALL, List.of()));
            }
            boots.forEach(
                    (boot, seen) ->
                            spans.add(
                                    new Span(
                                            new Origin(node, boot),
                                            seen.upTo,
                                            List.copyOf(seen.beyond))));
            return spans;
        }
    }

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
        nodes.forEach((node, runs) -> spans.addAll(runs.spans(node)));
        return spans;
    }

    public Versions copy() {
        return of(spans());
    }

    public boolean covers(Dot dot) {
        Seen seen = seen(dot.origin());
        return seen == null
                ? isOver(dot.origin())
                : dot.seq() <= seen.upTo || seen.beyond.contains(dot.seq());
    }

    /** Whether all that the other has seen has been seen here, but for what it no longer counts. */
    public boolean covers(Versions other) {
        return other.spans().stream().allMatch(this::covers);
    }

    private boolean covers(Span span) {
        return span.upTo() == ALL
                || (upTo(span.origin()) >= span.upTo()
                        && span.beyond().stream()
                                .allMatch(seq -> covers(new Dot(span.origin(), seq))));
    }

    /** Whether both have seen the same, whatever they no longer count. */
    public boolean isLevel(Versions other) {
        return covers(other) && other.covers(this);
    }

    /** All writes of this run up to this one have been seen. */
    public long upTo(Origin origin) {
        Seen seen = seen(origin);
        if (seen == null) {
            return isOver(origin) ? ALL : 0;
        }
        return seen.upTo;
    }

    /** The newest run of this node of which anything has been seen; 0 when there is none. */
    public long newestBoot(NodeId node) {
        Runs runs = nodes.get(node);
        return runs == null ? 0 : runs.newest();
    }

    public void note(Dot dot) {
        if (!isOver(dot.origin())) {
            Runs runs = of(dot.origin().node());
            runs.of(dot.origin().boot()).note(dot.seq());
            runs.prune();
        }
    }

    /** What the other has seen counts as seen here too. */
    public void join(Versions other) {
        other.spans().forEach(this::join);
    }

    private void join(Span span) {
        Runs runs = of(span.origin().node());
        long boot = span.origin().boot();
        if (span.upTo() == ALL) {
            runs.begin(boot + 1);
        } else if (!runs.isOver(boot)) {
            runs.of(boot).join(span.upTo(), span.beyond());
            runs.prune();
        }
    }

    /**
     * What needs no numbers any more is not counted: of a node the runs before its newest, of one
     * that has left all, when all have seen the same of them. So nobody comes with a write of
     * theirs that is not known here.
     *
     * @param known the nodes that have not left
     * @param others what the others have seen
     */
    void settle(Set<NodeId> known, List<Versions> others) {
        nodes.forEach(
                (node, runs) -> {
                    long end = known.contains(node) ? runs.newest() : runs.newest() + 1;
                    boolean level =
                            others.stream()
                                    .allMatch(
                                            other ->
                                                    covers(other.before(node, end))
                                                            && other.covers(before(node, end)));
                    if (level) {
                        runs.begin(end);
                    }
                });
        List<NodeId> departed =
                nodes.entrySet().stream()
                        .filter(one -> !known.contains(one.getKey()))
                        .filter(one -> one.getValue().boots.isEmpty())
                        .map(Map.Entry::getKey)
                        .toList();
        departed.stream().limit(Math.max(0, departed.size() - DEPARTED_MAX)).forEach(nodes::remove);
    }

    /** What has been seen of the runs of a node before this one. */
    private Versions before(NodeId node, long boot) {
        Runs runs = nodes.getOrDefault(node, new Runs());
        return of(runs.spans(node).stream().filter(span -> span.origin().boot() < boot).toList());
    }

    private Runs of(NodeId node) {
        return nodes.computeIfAbsent(node, _ -> new Runs());
    }

    private @Nullable Seen seen(Origin origin) {
        Runs runs = nodes.get(origin.node());
        return runs == null ? null : runs.boots.get(origin.boot());
    }

    /** Whether all of this run counts as seen, whatever is written under it. */
    boolean isOver(Origin origin) {
        Runs runs = nodes.get(origin.node());
        return runs != null && runs.isOver(origin.boot());
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
