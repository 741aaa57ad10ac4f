package dev.pharos.server.cluster.raft.member;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.rpc.RaftServerService;
import com.alipay.sofa.jraft.rpc.RpcRequestClosure;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.GetFileRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.GetFileResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.InstallSnapshotRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.InstallSnapshotResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.ReadIndexRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.ReadIndexResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.RequestVoteRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.TimeoutNowRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.TimeoutNowResponse;
import com.alipay.sofa.jraft.rpc.RpcResponseClosureAdapter;
import com.alipay.sofa.jraft.storage.FileService;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.PeerLink;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The library's messages over the link between nodes, in both directions.
 *
 * <p>What is appended is looked at in the order in which it came, on one thread; votes have another
 * one, so that an election waits for nothing; what may take long, such as a snapshot, has threads
 * of its own. A message must come from the member that it says it comes from.
 */
public final class LinkTransport implements PeerTransport, PeerLink.Answering {
    private static final int WAITING_MAX = 1 << 12;
    private static final String SENDER = "server_id";

    private final World world;
    private final PeerLink link;
    private final Executor appends;
    private final Executor votes;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable Served served;
    private volatile long heardMillis;
    private volatile long sentMillis;

    private record Served(RaftServerService member, VoteStorage votes) {}

    /** Answers from now on, though with a failure until there is somebody to {@link #serve}. */
    public LinkTransport(World world, PeerLink link) {
        this.world = world;
        this.link = link;
        this.appends = world.loop("raft");
        this.votes = world.loop("vote");
        this.heardMillis = world.steadyMillis();
        this.sentMillis = heardMillis;
        link.answer(PeerLink.Topic.CONSENSUS, this);
    }

    /** When a leader was heard last. Unit: milliseconds of {@link World#steadyMillis}. */
    public long heardMillis() {
        return heardMillis;
    }

    /** When this node has told others last that it leads. Unit: as above. */
    public long sentMillis() {
        return sentMillis;
    }

    @Override
    public void serve(RaftServerService member, VoteStorage votes) {
        served = new Served(member, votes);
    }

    @Override
    public boolean reaches(String peer) {
        return link.reaches(new NodeId(peer));
    }

    @Override
    public CompletionStage<Message> send(String peer, Message request, Duration patience) {
        if (request instanceof AppendEntriesRequest) {
            sentMillis = world.steadyMillis();
        }
        return link.ask(
                        new NodeId(peer),
                        PeerLink.Topic.CONSENSUS,
                        Messages.encode(request),
                        patience)
                .thenApply(LinkTransport::decoded);
    }

    private static Message decoded(byte[] answer) {
        try {
            return Messages.decode(answer);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public CompletionStage<byte[]> answer(NodeId from, byte[] message) {
        CompletableFuture<byte[]> said = new CompletableFuture<>();
        try {
            Executor where = executor(Messages.name(message));
            if (waiting.incrementAndGet() > WAITING_MAX) {
                waiting.decrementAndGet();
                throw new IOException("too many messages wait here");
            }
            where.execute(
                    () -> {
                        waiting.decrementAndGet();
                        handle(message, from, said);
                    });
        } catch (IOException e) {
            said.completeExceptionally(e);
        }
        return said;
    }

    private Executor executor(String name) {
        return switch (name) {
            case "AppendEntriesRequest" -> appends;
            case "RequestVoteRequest", "TimeoutNowRequest" -> votes;
            default -> world.tasks();
        };
    }

    private void handle(byte[] bytes, NodeId from, CompletableFuture<byte[]> said) {
        try {
            Message request = Messages.decode(bytes);
            requireSender(request, from);
            Served now = served;
            if (now == null) {
                throw new IOException("this node is not a member yet");
            }
            Reply reply = new Reply(from, said, now.votes);
            answer(now.member, request, reply).ifPresent(reply::sendResponse);
        } catch (Throwable failure) { // the outermost frame for what a peer has sent
            said.completeExceptionally(failure);
        }
    }

    private static void requireSender(Message request, NodeId from) throws IOException {
        FieldDescriptor field = request.getDescriptorForType().findFieldByName(SENDER);
        if (field == null) {
            return; // it asks for a part of a file by a number that only members were told
        }
        PeerId said = PeerId.parsePeer((String) request.getField(field));
        if (said == null || !said.getIp().equals(from.value())) {
            throw new IOException("a message of " + said + " came from " + from);
        }
    }

    /** Absent: the library answers later. */
    private Optional<Message> answer(RaftServerService node, Message request, Reply reply)
            throws IOException {
        return switch (request) {
            case AppendEntriesRequest append -> {
                heardMillis = world.steadyMillis();
                yield Optional.ofNullable(
                        node.handleAppendEntriesRequest(
                                append,
                                closure(reply, AppendEntriesResponse.getDefaultInstance())));
            }
            case RequestVoteRequest vote ->
                    Optional.of(
                            vote.getPreVote()
                                    ? node.handlePreVoteRequest(vote)
                                    : node.handleRequestVoteRequest(vote));
            case TimeoutNowRequest now ->
                    Optional.ofNullable(
                            node.handleTimeoutNowRequest(
                                    now, closure(reply, TimeoutNowResponse.getDefaultInstance())));
            case InstallSnapshotRequest install -> {
                heardMillis = world.steadyMillis();
                yield Optional.ofNullable(
                        node.handleInstallSnapshot(
                                install,
                                closure(reply, InstallSnapshotResponse.getDefaultInstance())));
            }
            case GetFileRequest file ->
                    Optional.ofNullable(
                            FileService.getInstance()
                                    .handleGetFile(
                                            file,
                                            closure(reply, GetFileResponse.getDefaultInstance())));
            case ReadIndexRequest read -> {
                node.handleReadIndexRequest(read, new ReadIndexReply(reply));
                yield Optional.empty();
            }
            default -> throw new IOException("no request: " + request.getClass().getSimpleName());
        };
    }

    private static RpcRequestClosure closure(Reply reply, Message kind) {
        return new RpcRequestClosure(reply, kind);
    }

    private static final class ReadIndexReply extends RpcResponseClosureAdapter<ReadIndexResponse> {
        private final RpcRequestClosure closure;

        ReadIndexReply(Reply reply) {
            this.closure = closure(reply, ReadIndexResponse.getDefaultInstance());
        }

        @Override
        public void run(Status status) {
            if (getResponse() == null) {
                closure.run(status);
            } else {
                closure.sendResponse(getResponse());
            }
        }
    }
}
