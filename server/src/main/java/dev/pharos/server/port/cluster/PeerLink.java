package dev.pharos.server.port.cluster;

import dev.pharos.core.name.NodeId;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Messages between nodes, addressed by who a node is and never by where. A message may be lost,
 * delayed, repeated; those of one topic to one node are not reordered while their connection lasts.
 *
 * <p>Thread: any; never blocks, never throws. Limit: a message of at most {@link #MESSAGE_MAX}
 * bytes; what waits for a node is bounded, and one more is dropped or refused.
 */
public interface PeerLink {
    int MESSAGE_MAX = 16 << 20;

    /** What a message is about: each has one room that answers it. */
    enum Topic {
        MEMBER(1),
        CONSENSUS(2),
        FORWARD(3),
        SYNC(4);

        private final int number;

        Topic(int number) {
            this.number = number;
        }

        /** On the wire; never given to another topic. */
        public int number() {
            return number;
        }
    }

    /** What this node says to messages of a topic. Must not block. */
    interface Answering {
        /**
         * The answer; a stage that fails is told to the one who asked as a failure. Of a message
         * that was only told the answer is dropped.
         */
        CompletionStage<byte[]> answer(NodeId from, byte[] message);
    }

    /** Who hears that a node has come into reach, or is no longer. */
    interface Reach {
        void changed(NodeId peer, boolean reached);
    }

    /** The ask was surely not sent. */
    final class Unreached extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Unreached(String message) {
            super(message);
        }
    }

    /** From now on answers messages of the topic. Order: before the first of it comes. */
    void answer(Topic topic, Answering answering);

    /** Whether a message has a chance now. */
    boolean reaches(NodeId peer);

    /** Sends without an answer, or drops it. */
    void tell(NodeId peer, Topic topic, byte[] message);

    /**
     * The node's answer. Fails: {@link Unreached} (not sent), {@code TimeoutException} or any other
     * failure (it may have come to the node).
     */
    CompletionStage<byte[]> ask(NodeId peer, Topic topic, byte[] message, Duration patience);

    /** Tells of every change of reach from now on. */
    void follow(Reach reach);
}
