package dev.pharos.server.cluster.raft.member;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.NodeManager;
import com.alipay.sofa.jraft.RaftServiceFactory;
import com.alipay.sofa.jraft.StateMachine;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.NodeImpl;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.rpc.RaftServerService;
import com.alipay.sofa.jraft.storage.LogStorage;
import com.alipay.sofa.jraft.util.concurrent.DefaultFixedThreadsExecutorGroupFactory;
import dev.pharos.server.cluster.log.Disk;
import dev.pharos.server.cluster.log.LogException;
import dev.pharos.server.cluster.raft.snapshot.SnapshotFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A member of the one group that orders what is durable. A group of one elects itself at once. */
public final class Member implements AutoCloseable {
    private static final String GROUP = "pharos";

    /**
     * The library's messages are of an old generation; the protobuf runtime wants a word for it.
     */
    private static final String OLD_MESSAGES = "com.google.protobuf.use_unsafe_pre22_gencode";

    private static final int PROPOSALS_MAX = 1 << 10;
    private static final int SENDERS = 2;

    /** After so many election timeouts what was sent counts as lost, and is sent anew. */
    private static final long LOST_AFTER = 4;

    private static final int ANSWERERS = 4;
    private static final long UNBOUNDED = -1;
    private static final Duration CLOSING_MAX = Duration.ofSeconds(2);

    private final Node node;
    private final Storages storages;

    /**
     * What a member is made of besides its settings.
     *
     * @param machine applies what is committed, on one thread
     * @param replay brings the machine to where it was shown before, whoever leads
     * @param storage the log's, not opened yet
     * @param disk where the votes are
     */
    public record Parts(
            StateMachine machine,
            Runnable replay,
            LogStorage storage,
            Disk disk,
            PeerTransport transport,
            VoteStorage.Owner votes) {}

    private Member(Node node, Storages storages) {
        this.node = node;
        this.storages = storages;
    }

    /**
     * A member that takes part. Blocks while the log is opened.
     *
     * @throws IOException in one line, what is wrong with the folder
     */
    public static Member start(MemberSettings settings, Parts parts) throws IOException {
        prepareLibrary();
        prepare(settings, parts.disk());
        VoteStorage votes = VoteStorage.open(parts.disk(), parts.votes());
        requireLog(settings, votes);
        MemberOptions options = new MemberOptions(votes, parts.transport());
        Storages storages = new Storages(parts.storage(), votes);
        options.setServiceFactory(storages);
        options.setFsm(parts.machine());
        tune(options, settings);
        PeerId self = peer(settings.self());
        NodeManager.getInstance().addAddress(self.getEndpoint());
        Member member = new Member(RaftServiceFactory.createRaftNode(GROUP, self), storages);
        try {
            member.init(options);
            if (member.voters().size() > 1) { // one alone knows that all of its log is committed
                parts.replay().run();
            }
            parts.transport().serve((RaftServerService) member.node, votes);
            return member;
        } catch (IOException e) {
            member.close();
            throw e;
        }
    }

    /** What we ourselves refuse in a folder comes through the library as it is. */
    private void init(MemberOptions options) throws IOException {
        try {
            if (!node.init(options)) {
                throw new IOException(
                        "the Raft library refuses the files beside "
                                + options.getRaftMetaUri()
                                + ", and alipay-jraft.log says why. "
                                + LogException.REMEDY);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Offers an entry to the group; {@code done} is told when it was not taken, as it is when this
     * member does not lead in that term.
     */
    public void propose(ByteBuffer entry, long term, Closure done) {
        try {
            node.apply(new Task(entry, done, term));
        } catch (IllegalStateException _) { // it is stopping, and has told the closure so
        }
    }

    /** The ids of those who have a vote, as far as this member knows. */
    public List<String> voters() {
        Configuration now = ((NodeImpl) node).getCurrentConf();
        return now == null ? List.of() : now.listPeers().stream().map(PeerId::getIp).toList();
    }

    /** The newest term that this member knows. */
    public long term() {
        return storages.votes().getTerm();
    }

    /** Whom it has voted for in that term; empty when for nobody. */
    public Optional<String> votedFor() {
        PeerId vote = storages.votes().getVotedFor();
        return vote.isEmpty() ? Optional.empty() : Optional.of(vote.getIp());
    }

    /** Makes its vote durable if it is not yet; false when there is no room for it. Blocks. */
    public boolean settles() {
        try {
            storages.votes().settle();
            return true;
        } catch (IOException _) { // the votes' owner has been told
            return false;
        }
    }

    /** How long a leader may be silent from now on before this member asks for votes. Blocks. */
    public void expectLeader(Duration within) {
        node.resetElectionTimeoutMs(Math.toIntExact(within.toMillis()));
    }

    /**
     * Tells when this member has been handed all that was committed before the call, or that nobody
     * can say; perhaps never. The library's own bound is not used: the timer behind it wakes up a
     * thousand times a second from its first use on.
     */
    public void readIndex(Closure done) {
        try {
            node.readIndex(
                    new byte[0],
                    new ReadIndexClosure(UNBOUNDED) {
                        @Override
                        public void run(Status status, long index, byte[] context) {
                            done.run(status);
                        }
                    });
        } catch (IllegalStateException _) { // as above
        }
    }

    /** Gives it a vote once it has caught up; {@code done} is told what came of it. Blocks. */
    public void add(String id, Closure done) {
        change(done, () -> node.addPeer(peer(id), done));
    }

    /** Takes its vote; {@code done} is told what came of it. Blocks. */
    public void remove(String id, Closure done) {
        change(done, () -> node.removePeer(peer(id), done));
    }

    /** Gives one that has caught up the vote of another; {@code done} is told the same. Blocks. */
    public void replace(String old, String id, Closure done) {
        Configuration next = new Configuration();
        voters().stream().filter(one -> !one.equals(old)).forEach(one -> next.addPeer(peer(one)));
        next.addPeer(peer(id));
        change(done, () -> node.changePeers(next, done));
    }

    /** The library throws what it is asked for a second time, or while it does another. */
    private static void change(Closure done, Runnable change) {
        try {
            change.run();
        } catch (IllegalArgumentException | IllegalStateException e) {
            done.run(new Status(RaftError.EBUSY, String.valueOf(e.getMessage())));
        }
    }

    /** Begins to hand leadership to another; false when there is none who could have it. */
    public boolean handOver() {
        return voters().size() > 1 && node.transferLeadershipTo(PeerId.ANY_PEER).isOk();
    }

    public void snapshot(Closure done) {
        node.snapshot(done);
    }

    /** The newest snapshot. Fails: when there is none. */
    public SnapshotFiles newestSnapshot() throws IOException {
        return SnapshotFiles.of(storages.newestSnapshot());
    }

    @Override
    public void close() {
        CountDownLatch down = new CountDownLatch(1);
        node.shutdown(_ -> down.countDown());
        try {
            var _ = down.await(CLOSING_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        NodeManager.getInstance().removeAddress(node.getNodeId().getPeerId().getEndpoint());
    }

    /** Once before the library is used. */
    static void prepareLibrary() {
        System.setProperty(OLD_MESSAGES, "true");
    }

    /** Node ids are the names of members; the library wants a port, which says nothing. */
    static PeerId peer(String id) {
        return new PeerId(id, 0);
    }

    /** The file of votes is older than all else, so where it is missing it has been lost. */
    private static void prepare(MemberSettings settings, Disk disk) throws IOException {
        if (disk.names().contains(VoteStorage.FILE)) {
            return;
        }
        if (holdsFiles(settings.log()) || holdsFiles(settings.snapshots())) {
            throw new IOException(
                    disk.folder().resolve(VoteStorage.FILE)
                            + " is missing beside a log: this node does not know how it voted, and"
                            + " could vote twice (remedy: restore the data folder from a backup, or"
                            + " start it empty)");
        }
        VoteStorage.create(disk);
    }

    /** The log is there before the first vote, so where it is missing it has been lost. */
    private static void requireLog(MemberSettings settings, VoteStorage votes) throws IOException {
        if (votes.getTerm() > 0 && !holdsFiles(settings.log())) {
            throw new IOException(
                    "%s is missing or empty, but this node has voted in term %d. %s"
                            .formatted(settings.log(), votes.getTerm(), LogException.REMEDY));
        }
    }

    private static boolean holdsFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
        }
    }

    private static void tune(MemberOptions options, MemberSettings settings) {
        Configuration founders = new Configuration();
        settings.founders().forEach(id -> founders.addPeer(peer(id)));
        options.setInitialConf(founders);
        options.setLogUri(settings.log().toString());
        options.setRaftMetaUri(settings.folder().resolve(VoteStorage.FILE).toString());
        options.setSnapshotUri(settings.snapshots().toString());
        options.setSnapshotIntervalSecs(0); // we say when
        long election = settings.electionTimeout().toMillis();
        options.setElectionTimeoutMs(Math.toIntExact(election));
        options.setRpcDefaultTimeout(Math.toIntExact(LOST_AFTER * election));
        options.setSharedElectionTimer(true);
        options.setSharedVoteTimer(true);
        options.setSharedStepDownTimer(true);
        options.setSharedSnapshotTimer(true);
        options.setSharedTimerPool(true);
        options.setRaftRpcThreadPoolSize(ANSWERERS);
        options.setRpcProcessorThreadPoolSize(ANSWERERS);
        options.setAppendEntriesExecutors(
                DefaultFixedThreadsExecutorGroupFactory.INSTANCE.newExecutorGroup(
                        SENDERS, "pharos-raft-send", PROPOSALS_MAX, true));
        RaftOptions raft = options.getRaftOptions();
        raft.setMaxElectionDelayMs(Math.toIntExact(settings.electionDelayMax().toMillis()));
        raft.setSync(true);
        raft.setSyncMeta(true);
        raft.setDisruptorBufferSize(PROPOSALS_MAX);
    }
}
