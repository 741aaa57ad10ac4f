package dev.pharos.server.cluster.raft.member;

import com.alipay.sofa.jraft.option.RpcOptions;
import com.alipay.sofa.jraft.rpc.RaftRpcFactory;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.util.Endpoint;
import com.alipay.sofa.jraft.util.SPI;

/**
 * Where the library gets its transport from: found by it in META-INF/services, and one for all
 * nodes of a process. So it holds nothing: what a node's client needs comes with the node's
 * options.
 */
@SPI(priority = 10)
public final class PeerRpcFactory implements RaftRpcFactory {
    /** Called by the library. */
    public PeerRpcFactory() {}

    @Override
    public void registerProtobufSerializer(String className, Object... args) {
        // Messages cross our transport as protobuf; there is no serialiser to tell.
    }

    @Override
    public RpcClient createRpcClient(ConfigHelper<RpcClient> helper) {
        return new PeerClient();
    }

    /** Members listen on the peers' one port, which is not the library's to open. */
    @Override
    public RpcServer createRpcServer(Endpoint endpoint, ConfigHelper<RpcServer> helper) {
        throw new UnsupportedOperationException("a member has no server of its own");
    }

    @Override
    public ConfigHelper<RpcClient> defaultJRaftClientConfigHelper(RpcOptions options) {
        return _ -> {};
    }
}
