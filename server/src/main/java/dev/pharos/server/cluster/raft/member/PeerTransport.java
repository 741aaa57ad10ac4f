package dev.pharos.server.cluster.raft.member;

import com.alipay.sofa.jraft.rpc.RaftServerService;
import com.google.protobuf.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Brings the library's messages to the other members, which it knows by their node ids.
 *
 * <p>Order: as sent, for each peer. Thread: any; never blocks.
 */
public interface PeerTransport {
    /** A member alone: there is nobody to reach. */
    PeerTransport NONE =
            new PeerTransport() {
                @Override
                public boolean reaches(String peer) {
                    return false;
                }

                @Override
                public CompletionStage<Message> send(
                        String peer, Message request, Duration patience) throws IOException {
                    throw new IOException("no transport to " + peer + ": this node is alone");
                }
            };

    /** Whether a message to the peer has a chance now; begins to connect when it has not. */
    boolean reaches(String peer);

    /**
     * The peer's answer to a request.
     *
     * @throws IOException when it was not sent
     */
    CompletionStage<Message> send(String peer, Message request, Duration patience)
            throws IOException;

    /** From now on this member answers what comes from others, when its vote is durable. */
    default void serve(RaftServerService member, VoteStorage votes) {}
}
