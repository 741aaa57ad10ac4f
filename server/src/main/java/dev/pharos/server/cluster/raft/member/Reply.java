package dev.pharos.server.cluster.raft.member;

import com.alipay.sofa.jraft.rpc.Connection;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.google.protobuf.Message;
import dev.pharos.core.name.NodeId;
import java.util.concurrent.CompletableFuture;

/** Where the library puts the answer to a message that came from a peer. */
record Reply(NodeId from, CompletableFuture<byte[]> answer) implements RpcContext {
    @Override
    public void sendResponse(Object response) {
        answer.complete(Messages.encode((Message) response));
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
