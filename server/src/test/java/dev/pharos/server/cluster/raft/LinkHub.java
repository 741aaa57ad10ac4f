package dev.pharos.server.cluster.raft;

import dev.pharos.core.name.NodeId;
import dev.pharos.server.port.cluster.PeerLink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Links between nodes in one process. Each direction between two of them can be cut. */
public final class LinkHub implements AutoCloseable {
    private final Map<NodeId, End> ends = new ConcurrentHashMap<>();
    private final Set<Way> cut = ConcurrentHashMap.newKeySet();

    private record Way(NodeId from, NodeId to) {}

    /** A node begins anew: what it answered before is forgotten. */
    public PeerLink link(NodeId node) {
        End end = new End(node);
        End before = ends.put(node, end);
        if (before != null) {
            before.close();
        }
        tell(node, true);
        return end;
    }

    /** The node is no longer there. */
    public void drop(NodeId node) {
        End end = ends.remove(node);
        if (end != null) {
            end.close();
            tell(node, false);
        }
    }

    /** Messages of that direction are lost on the way: nobody hears that they are. */
    void cut(NodeId from, NodeId to) {
        cut.add(new Way(from, to));
    }

    void isolate(NodeId node) {
        for (NodeId other : ends.keySet()) {
            cut(node, other);
            cut(other, node);
        }
    }

    void heal() {
        cut.clear();
    }

    /** The connection between the two breaks, or is there again, as the first one sees it. */
    void tell(NodeId node, NodeId other, boolean reached) {
        End end = Objects.requireNonNull(ends.get(node));
        end.follows.forEach(follow -> follow.changed(other, reached));
    }

    private void tell(NodeId node, boolean reached) {
        for (End end : ends.values()) {
            if (!end.self.equals(node)) {
                end.follows.forEach(follow -> follow.changed(node, reached));
            }
        }
    }

    @Override
    public void close() {
        ends.values().forEach(End::close);
    }

    private final class End implements PeerLink {
        private final NodeId self;
        private final Map<Topic, Answering> answering = new ConcurrentHashMap<>();
        private final List<Reach> follows = new CopyOnWriteArrayList<>();
        private final Map<NodeId, ExecutorService> incoming = new ConcurrentHashMap<>();

        End(NodeId self) {
            this.self = self;
        }

        @Override
        public void answer(Topic topic, Answering who) {
            answering.put(topic, who);
        }

        @Override
        public boolean reaches(NodeId peer) {
            return ends.containsKey(peer);
        }

        @Override
        public void tell(NodeId peer, Topic topic, byte[] message) {
            var _ = ask(peer, topic, message, Duration.ofSeconds(10));
        }

        @Override
        public CompletionStage<byte[]> ask(
                NodeId peer, Topic topic, byte[] message, Duration patience) {
            End other = ends.get(peer);
            if (other == null || ends.get(self) != this) {
                return CompletableFuture.failedStage(new Unreached(peer + " is not there"));
            }
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            if (!cut.contains(new Way(self, peer))) {
                other.take(self, topic, message, answer);
            }
            return answer.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void follow(Reach reach) {
            follows.add(reach);
        }

        private void take(
                NodeId from, Topic topic, byte[] message, CompletableFuture<byte[]> answer) {
            try {
                incoming.computeIfAbsent(from, _ -> Executors.newSingleThreadExecutor())
                        .execute(() -> say(from, topic, message, answer));
            } catch (RejectedExecutionException _) {
                answer.completeExceptionally(new Unreached(self + " has gone"));
            }
        }

        private void say(
                NodeId from, Topic topic, byte[] message, CompletableFuture<byte[]> answer) {
            Answering who = answering.get(topic);
            if (who == null) {
                answer.completeExceptionally(new IllegalStateException("nobody answers " + topic));
                return;
            }
            var _ =
                    who.answer(from, message)
                            .whenComplete(
                                    (said, failure) -> {
                                        if (cut.contains(new Way(self, from))) {
                                            return;
                                        }
                                        if (failure == null) {
                                            answer.complete(said);
                                        } else {
                                            answer.completeExceptionally(failure);
                                        }
                                    });
        }

        private void close() {
            incoming.values().forEach(ExecutorService::shutdownNow);
        }
    }
}
