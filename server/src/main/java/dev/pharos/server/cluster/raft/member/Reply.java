package dev.pharos.server.cluster.raft.member;

import com.alipay.sofa.jraft.rpc.Connection;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.google.protobuf.Message;
import dev.pharos.core.name.NodeId;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Where the library puts the answer to a message that came from a peer. It believes that its vote
 * is written when it is not, so nothing leaves before that is true: whoever cannot write is mute.
 */
record Reply(NodeId from, CompletableFuture<byte[]> answer, VoteStorage votes)
        implements RpcContext {
    @Override
    public void sendResponse(Object response) {
        try {
            votes.settle();
            answer.complete(Messages.encode((Message) response));
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
    }

    @Override
    public Connection getConnection() {
        throw new UnsupportedOperationException("connections are the transport's own");
    }

    @Override
    public String getRemoteAddress() {
        return from.value();
    }
}
