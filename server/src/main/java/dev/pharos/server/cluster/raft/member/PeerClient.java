package dev.pharos.server.cluster.raft.member;

import com.alipay.sofa.jraft.ReplicatorGroup;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.InvokeTimeoutException;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.option.RpcOptions;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.alipay.sofa.jraft.rpc.InvokeContext;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.rpc.RpcRequests.ErrorResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.PingRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.RequestVoteRequest;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What the library sends by. The host of an endpoint is the peer's node id.
 *
 * <p>It holds the rule about votes: the library asks for votes before it has made its own durable,
 * so a node that is killed in between could vote twice in one term. Here a request for votes does
 * not leave before the vote of the one who asks is on the disk, and neither does anything else.
 */
final class PeerClient implements RpcClient {
    private @Nullable MemberOptions options;

    @Override
    public boolean init(RpcOptions given) {
        options = (MemberOptions) given;
        return true;
    }

    @Override
    public void shutdown() {}

    @Override
    public boolean checkConnection(Endpoint endpoint) {
        return options().transport().reaches(endpoint.getIp());
    }

    @Override
    public boolean checkConnection(Endpoint endpoint, boolean createIfAbsent) {
        return checkConnection(endpoint);
    }

    @Override
    public void closeConnection(Endpoint endpoint) {}

    @Override
    public void registerConnectEventListener(ReplicatorGroup replicatorGroup) {}

    @Override
    public Object invokeSync(
            Endpoint endpoint, Object request, @Nullable InvokeContext context, long timeoutMillis)
            throws InterruptedException, RemotingException {
        if (request instanceof PingRequest) {
            return ping(endpoint);
        }
        try {
            settle(request);
            Duration patience = Duration.ofMillis(timeoutMillis);
            return options()
                    .transport()
                    .send(endpoint.getIp(), (Message) request, patience)
                    .toCompletableFuture()
                    .get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (IOException | ExecutionException e) {
            throw new RemotingException(e);
        } catch (TimeoutException e) {
            throw new InvokeTimeoutException(e);
        }
    }

    /** The library asks this before it connects, with its locks held; the link knows at once. */
    private ErrorResponse ping(Endpoint endpoint) throws RemotingException {
        if (!checkConnection(endpoint)) {
            throw new RemotingException(endpoint.getIp() + " is not reached");
        }
        return ErrorResponse.newBuilder().setErrorCode(0).build();
    }

    @Override
    public void invokeAsync(
            Endpoint endpoint,
            Object request,
            @Nullable InvokeContext context,
            InvokeCallback callback,
            long timeoutMillis)
            throws RemotingException {
        try {
            settle(request);
            Duration patience = Duration.ofMillis(timeoutMillis);
            var _ =
                    options()
                            .transport()
                            .send(endpoint.getIp(), (Message) request, patience)
                            .whenComplete((answer, failure) -> tell(callback, answer, failure));
        } catch (IOException e) {
            throw new RemotingException(e);
        }
    }

    /** Nothing leaves that follows from a vote which is not durable. */
    private void settle(Object request) throws IOException {
        if (request instanceof RequestVoteRequest vote && !vote.getPreVote()) {
            PeerId self = PeerId.parsePeer(vote.getServerId());
            options().votes().persist(vote.getTerm(), self);
        } else {
            options().votes().settle();
        }
    }

    private static void tell(
            InvokeCallback callback, @Nullable Message answer, @Nullable Throwable failure) {
        Executor executor = callback.executor();
        if (executor == null) {
            callback.complete(answer, failure);
        } else {
            executor.execute(() -> callback.complete(answer, failure));
        }
    }

    private MemberOptions options() {
        if (options == null) {
            throw new IllegalStateException("not initialised");
        }
        return options;
    }
}
