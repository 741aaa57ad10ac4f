package dev.pharos.server.cluster.raft.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.NodeManager;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.rpc.RaftServerService;
import com.alipay.sofa.jraft.rpc.RpcRequests.ErrorResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.PingRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.RequestVoteRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.RequestVoteResponse;
import com.google.protobuf.Message;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.cluster.log.Disk;
import dev.pharos.server.cluster.log.FileDisk;
import dev.pharos.server.cluster.log.LogException;
import dev.pharos.server.cluster.log.Room;
import dev.pharos.server.cluster.log.SimDisk;
import dev.pharos.server.cluster.raft.LinkHub;
import dev.pharos.server.cluster.raft.MemoryStorage;
import dev.pharos.server.cluster.raft.Replies;
import dev.pharos.server.telemetry.meter.Histogram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No member votes twice in one term, also when it is killed right after its request for votes has
 * left: the library of itself sends first and writes then.
 */
final class VoteRuleTest {
    private static final List<String> MEMBERS = List.of("vote-a", "vote-b", "vote-c");

    @TempDir Path folder;

    @Test
    void killedRightAfterItAskedForVotesAMemberDoesNotVoteForAnother() throws Exception {
        Snapped disk = new Snapped(folder.resolve("before"), folder.resolve("after"));
        try (Member asking = start(disk.before, disk)) {
            assertThat(asking).isNotNull();
            await().until(() -> !disk.asked.isEmpty());
        }
        RequestVoteRequest request = disk.asked.getFirst();
        VoteStorage found = VoteStorage.open(files(disk.after), owner(Room.UNWATCHED));
        assertThat(found.getTerm()).isEqualTo(request.getTerm());
        assertThat(found.getVotedFor()).isEqualTo(Member.peer("vote-a"));

        try (Member again = start(disk.after, PeerTransport.NONE)) {
            assertThat(again).isNotNull();
            RequestVoteRequest rival = rival(request.getTerm());
            assertThat(ask(rival).getGranted()).as("a second vote in the term").isFalse();
            assertThat(ask(rival(request.getTerm() + 1)).getGranted()).as("the next").isTrue();
        }
    }

    @Test
    void aLogWithoutItsVotesIsRefused() throws Exception {
        Files.createDirectories(folder.resolve("log"));
        Files.writeString(folder.resolve("log/segment"), "x");
        assertThatThrownBy(() -> start(folder, PeerTransport.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.resolve("votes") + " is missing beside a log");
    }

    @Test
    void votesWithoutTheirLogAreRefused() throws Exception {
        Snapped disk = new Snapped(folder.resolve("before"), folder.resolve("after"));
        try (Member asking = start(disk.before, disk)) {
            assertThat(asking).isNotNull();
            await().until(() -> !disk.asked.isEmpty());
        }
        Path log = disk.after.resolve("log");
        Files.delete(log.resolve("elsewhere"));
        assertThatThrownBy(() -> start(disk.after, PeerTransport.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(log + " is missing or empty, but this node has voted in term")
                .hasMessageContaining("Remedy: ");
    }

    /** The library believes that it has voted, and would say so the second time. */
    @Test
    void aVoteThatHasNoRoomOnTheDiskIsNotSaid() throws Exception {
        SimDisk small = new SimDisk(1);
        VoteStorage.create(small);
        NodeId rival = new NodeId("vote-b");
        try (SystemWorld world = new SystemWorld((_, _) -> {});
                LinkHub hub = new LinkHub()) {
            LinkTransport transport =
                    new LinkTransport(world, hub.link(new NodeId(MEMBERS.getFirst())));
            try (Member voter = start(folder, small, transport)) {
                small.limit(small.usedBytes());
                byte[] request = Messages.encode(rival(voter.term() + 5));
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> Replies.answer(transport.answer(rival, request)))
                            .hasCauseInstanceOf(LogException.Full.class);
                }
                small.limit(Long.MAX_VALUE);
                var said = Messages.decode(Replies.answer(transport.answer(rival, request)));
                assertThat(((RequestVoteResponse) said).getGranted()).isTrue();
            }
        }
        VoteStorage found = VoteStorage.open(small, owner(Room.UNWATCHED));
        assertThat(found.getVotedFor()).isEqualTo(Member.peer("vote-b"));
    }

    /** Grants pre-votes, and keeps what is on the disk the moment a request for votes leaves. */
    private record Snapped(Path before, Path after, List<RequestVoteRequest> asked)
            implements PeerTransport {
        Snapped(Path before, Path after) {
            this(before, after, new CopyOnWriteArrayList<>());
        }

        @Override
        public boolean reaches(String peer) {
            return true;
        }

        @Override
        public CompletionStage<Message> send(String peer, Message request, Duration patience)
                throws IOException {
            if (request instanceof PingRequest) {
                return CompletableFuture.completedStage(
                        ErrorResponse.newBuilder().setErrorCode(0).build());
            }
            if (request instanceof RequestVoteRequest vote && vote.getPreVote()) {
                return CompletableFuture.completedStage(
                        RequestVoteResponse.newBuilder()
                                .setTerm(vote.getTerm() - 1)
                                .setGranted(true)
                                .build());
            }
            if (request instanceof RequestVoteRequest vote && asked.isEmpty()) {
                Files.createDirectories(after.resolve("log"));
                Files.createFile(after.resolve("log/elsewhere"));
                Files.copy(before.resolve("votes"), after.resolve("votes"));
                asked.add(vote);
            }
            throw new IOException("killed");
        }
    }

    private static Member start(Path folder, PeerTransport transport) throws IOException {
        return start(folder, files(folder), transport);
    }

    private static FileDisk files(Path folder) throws IOException {
        return FileDisk.at(folder, Histogram.ofTimes());
    }

    private static VoteStorage.Owner owner(Room room) {
        return new VoteStorage.Owner(
                room,
                failure -> {
                    throw new UncheckedIOException(failure);
                });
    }

    private static Member start(Path folder, Disk votes, PeerTransport transport)
            throws IOException {
        StateMachineAdapter machine =
                new StateMachineAdapter() {
                    @Override
                    public void onApply(Iterator entries) {
                        throw new IllegalStateException("nothing is proposed");
                    }
                };
        MemberSettings settings =
                new MemberSettings(
                        MEMBERS.getFirst(),
                        MEMBERS,
                        folder,
                        Duration.ofMillis(100),
                        Duration.ofMillis(50));
        return Member.start(
                settings,
                new Member.Parts(
                        machine,
                        () -> {},
                        new MemoryStorage(),
                        votes,
                        transport,
                        owner(Room.UNWATCHED)));
    }

    private static RequestVoteRequest rival(long term) {
        return RequestVoteRequest.newBuilder()
                .setGroupId("pharos")
                .setServerId(Member.peer("vote-b").toString())
                .setPeerId(Member.peer("vote-a").toString())
                .setTerm(term)
                .setLastLogTerm(0)
                .setLastLogIndex(0)
                .setPreVote(false)
                .build();
    }

    private static RequestVoteResponse ask(RequestVoteRequest request) {
        PeerId voter = Member.peer("vote-a");
        RaftServerService node = (RaftServerService) NodeManager.getInstance().get("pharos", voter);
        return (RequestVoteResponse) node.handleRequestVoteRequest(request);
    }
}
