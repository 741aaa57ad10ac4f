package dev.pharos.testkit.world;

import dev.pharos.core.name.NodeId;
import dev.pharos.server.port.cluster.PeerLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The network of a simulation: each node has a line to each other, which takes its messages in
 * order, and loses, repeats or delays some. Lines break when a node is killed or the way is cut,
 * which is noticed after a while, and come back after another.
 */
public final class SimNet {
    private static final int REPEATED_IN = 40;
    private static final Duration REPEATED_MAX = Duration.ofSeconds(8);

    private final SimTime time;
    private Weather weather;
    private final Map<NodeId, Station> stations = new TreeMap<>();
    private final Map<Way, Line> lines = new HashMap<>();
    private final Map<Way, Cut> cuts = new HashMap<>();

    /**
     * How reliable it is.
     *
     * @param loss which part of messages is lost on a line that is open
     * @param slowest how long a message takes at most
     */
    public record Weather(double loss, Duration slowest) {}

    /** What is wrong with a way. */
    public enum Cut {
        /** Nothing that is sent this way arrives; both ends notice. */
        DEAF,
        /** No line can be made this way; what comes the other way is answered. */
        CLOSED
    }

    private record Way(NodeId from, NodeId to) {
        Way back() {
            return new Way(to, from);
        }
    }

    /** From the one who has dialled to the other. */
    private static final class Line {
        private @Nullable Station end;
        private long lastNanos;
        private long lastAnswerNanos;
    }

    public SimNet(SimTime time, Weather weather) {
        this.time = time;
        this.weather = weather;
    }

    /**
     * A process of this node has begun. Its machine refuses what comes on lines to the one before
     * it, so that they break soon.
     */
    public Station join(NodeId node) {
        Station station = new Station(node);
        stations.put(node, station);
        lines.forEach(
                (way, line) -> {
                    Station before = line.end;
                    if (way.to().equals(node) && before != null) {
                        time.after(noticed(true), () -> breaks(way, before));
                    }
                });
        stations.keySet().stream()
                .filter(other -> !other.equals(node))
                .forEach(
                        other -> {
                            dial(new Way(node, other));
                            dial(new Way(other, node));
                        });
        return station;
    }

    /**
     * A process of this node has ended.
     *
     * @param told whether its peers notice soon, as of a process that is killed, or by its silence
     */
    public void leave(NodeId node, boolean told) {
        Station gone = stations.remove(node);
        if (gone == null) {
            return;
        }
        gone.ended = true;
        lines.forEach(
                (way, line) -> {
                    if (line.end == gone) {
                        time.after(noticed(told), () -> breaks(way, gone));
                    } else if (way.from().equals(node)) {
                        line.end = null;
                    }
                });
    }

    /** From now on this is wrong with the way. */
    public void cut(NodeId from, NodeId to, Cut cut) {
        Way way = new Way(from, to);
        cuts.put(way, cut);
        for (Way each : List.of(way, way.back())) {
            Line line = line(each);
            Station end = line.end;
            if (end != null && !isOpenable(each)) {
                time.after(
                        noticed(false),
                        () -> {
                            if (!isOpenable(each)) {
                                breaks(each, end);
                            }
                        });
            }
        }
    }

    /** It is like this from now on. */
    public void turn(Weather now) {
        weather = now;
    }

    /** Nothing is wrong with any way from now on. */
    public void heal() {
        Collection<Way> healed = List.copyOf(cuts.keySet());
        cuts.clear();
        for (Way way : healed) {
            dial(way);
            dial(way.back());
        }
    }

    private Duration noticed(boolean told) {
        return told
                ? time.between(Duration.ofMillis(1), Duration.ofMillis(20))
                : time.between(Duration.ofSeconds(1), Duration.ofSeconds(4));
    }

    private void dial(Way way) {
        time.after(
                time.between(Duration.ofMillis(20), Duration.ofMillis(800)),
                () -> {
                    Station from = stations.get(way.from());
                    Station to = stations.get(way.to());
                    Line line = line(way);
                    if (from != null && to != null && line.end == null && isOpenable(way)) {
                        line.end = to;
                        line.lastNanos = 0;
                        line.lastAnswerNanos = 0;
                        from.reached(way.to(), true);
                    }
                });
    }

    private void breaks(Way way, Station end) {
        Line line = line(way);
        if (line.end == end) {
            line.end = null;
            Station from = stations.get(way.from());
            if (from != null) {
                from.reached(way.to(), false);
            }
            dial(way);
        }
    }

    private Line line(Way way) {
        return lines.computeIfAbsent(way, _ -> new Line());
    }

    private boolean isOpenable(Way way) {
        return !cuts.containsKey(way) && cuts.get(way.back()) != Cut.DEAF;
    }

    private boolean isDeaf(Way way) {
        return cuts.get(way) == Cut.DEAF;
    }

    private Duration latency() {
        return time.random().nextInt(50) == 0
                ? time.between(Duration.ofMillis(1), weather.slowest())
                : time.between(Duration.ofNanos(200_000), Duration.ofMillis(5));
    }

    private boolean isLost() {
        return time.random().nextDouble() < weather.loss();
    }

    /** One process of a node. */
    public final class Station implements PeerLink {
        private final NodeId self;
        private final Map<Topic, Answering> rooms = new HashMap<>();
        private final List<Reach> reaches = new ArrayList<>();
        private boolean ended;

        private Station(NodeId self) {
            this.self = self;
        }

        private void reached(NodeId peer, boolean now) {
            reaches.forEach(reach -> reach.changed(peer, now));
        }

        @Override
        public void answer(Topic topic, Answering answering) {
            rooms.put(topic, answering);
        }

        @Override
        public boolean reaches(NodeId peer) {
            return line(new Way(self, peer)).end != null;
        }

        @Override
        public void tell(NodeId peer, Topic topic, byte[] message) {
            Way way = new Way(self, peer);
            Station end = line(way).end;
            if (ended || end == null || message.length > MESSAGE_MAX) {
                return;
            }
            arrive(way, end, () -> end.hear(self, topic, message));
            if (time.random().nextInt(REPEATED_IN) == 0) {
                time.after(
                        time.between(Duration.ZERO, REPEATED_MAX),
                        () -> arrive(way, end, () -> end.hear(self, topic, message)));
            }
        }

        @Override
        public CompletionStage<byte[]> ask(
                NodeId peer, Topic topic, byte[] message, Duration patience) {
            Way way = new Way(self, peer);
            Station end = line(way).end;
            if (ended || end == null) {
                return CompletableFuture.failedStage(new Unreached("no line to " + peer));
            }
            if (message.length > MESSAGE_MAX) {
                return CompletableFuture.failedStage(new Unreached("above " + MESSAGE_MAX));
            }
            CompletableFuture<byte[]> reply = new CompletableFuture<>();
            arrive(
                    way,
                    end,
                    () ->
                            end.hear(self, topic, message)
                                    .whenComplete(
                                            (answer, failure) ->
                                                    answered(way, reply, answer, failure)));
            time.after(
                    patience,
                    () -> {
                        if (!ended) {
                            reply.completeExceptionally(new TimeoutException("no answer"));
                        }
                    });
            return reply;
        }

        @Override
        public void follow(Reach reach) {
            reaches.add(reach);
        }

        private CompletionStage<byte[]> hear(NodeId from, Topic topic, byte[] message) {
            Answering room = rooms.get(topic);
            return room == null
                    ? CompletableFuture.failedStage(new IllegalStateException("nobody answers"))
                    : room.answer(from, message);
        }

        private void arrive(Way way, Station end, Runnable then) {
            Line line = line(way);
            line.lastNanos = Math.max(line.lastNanos, time.nanos() + latency().toNanos());
            boolean lost = isLost();
            time.after(
                    Duration.ofNanos(line.lastNanos - time.nanos()),
                    () -> {
                        if (!lost && !end.ended && !isDeaf(way)) {
                            then.run();
                        }
                    });
        }

        private void answered(
                Way way,
                CompletableFuture<byte[]> reply,
                byte @Nullable [] answer,
                @Nullable Throwable failure) {
            Line line = line(way);
            line.lastAnswerNanos =
                    Math.max(line.lastAnswerNanos, time.nanos() + latency().toNanos());
            boolean lost = isLost();
            time.after(
                    Duration.ofNanos(line.lastAnswerNanos - time.nanos()),
                    () -> {
                        if (lost || ended || isDeaf(way.back())) {
                            return;
                        }
                        if (failure == null) {
                            reply.complete(answer);
                        } else {
                            reply.completeExceptionally(failure);
                        }
                    });
        }
    }
}
