package dev.pharos.server.cluster.raft;

import com.alipay.sofa.jraft.storage.LogStorage;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.server.cluster.log.FileDisk;
import dev.pharos.server.cluster.log.LogException;
import dev.pharos.server.cluster.log.Room;
import dev.pharos.server.cluster.member.Group;
import dev.pharos.server.cluster.member.Leaderless;
import dev.pharos.server.cluster.raft.FullDisk.Place;
import dev.pharos.server.cluster.raft.backup.BackupFile;
import dev.pharos.server.cluster.raft.codec.Command;
import dev.pharos.server.cluster.raft.codec.Origin;
import dev.pharos.server.cluster.raft.entry.Departures;
import dev.pharos.server.cluster.raft.entry.Entry;
import dev.pharos.server.cluster.raft.entry.Forwarding;
import dev.pharos.server.cluster.raft.entry.Leader;
import dev.pharos.server.cluster.raft.entry.Outlet;
import dev.pharos.server.cluster.raft.entry.Proposal;
import dev.pharos.server.cluster.raft.entry.Verdict;
import dev.pharos.server.cluster.raft.member.LinkTransport;
import dev.pharos.server.cluster.raft.member.Member;
import dev.pharos.server.cluster.raft.member.PeerTransport;
import dev.pharos.server.cluster.raft.member.Shown;
import dev.pharos.server.cluster.raft.member.VoteStorage;
import dev.pharos.server.port.Backups;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.Commits;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.port.cluster.PeerLink;
import dev.pharos.server.telemetry.meter.Histogram;
import dev.pharos.server.telemetry.meter.LogMeter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one order of all durable changes, kept by the group of members over the Raft library.
 *
 * <p>What was refused has not happened. What was sent and then lost sight of is {@code Unsure}.
 */
public final class RaftLog implements CommandLog, Backups {
    static final Fault STOPPING = new Fault.Unavailable("this node is stopping", "try another one");

    private static final long DRAIN_MILLIS = 1000;
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.raft");

    private final World world;
    private final RaftSettings settings;
    private final Executor loop;
    private final Applying applying = new Applying();
    private final Standing standing = new Standing();
    private final NodeId self;
    private final Following following;
    private final Reading reading;
    private final Way way = new Way();
    private final Snapshots snapshots;
    private final Departures departures;
    private final FullDisk disk;
    private final Shown shown;
    private final Optional<Others> others;
    private final LogStorage storage;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Member.Parts parts;
    private volatile @Nullable Member member;

    /**
     * What the log is made of besides its settings.
     *
     * @param images of the state that {@code commits} changes; while absent, no snapshot is taken
     * @param storage of the log in a folder; tells when the disk is full
     * @param cluster absent: this node is alone, and its log is there when it leads
     */
    public record Parts(
            Commits commits,
            Optional<Images> images,
            BiFunction<Path, Room, LogStorage> storage,
            Optional<Cluster> cluster,
            LogMeter meter) {}

    /**
     * The other nodes.
     *
     * @param leaderless why nobody leads, when nobody does
     */
    public record Cluster(PeerLink link, Supplier<Leaderless> leaderless) {}

    /** What there is between this node and the others. */
    private record Others(
            Supplier<Leaderless> leaderless,
            Forwarding forwarding,
            LinkTransport transport,
            RaftGroup group) {}

    private RaftLog(World world, RaftSettings settings, Parts parts) throws IOException {
        this.world = world;
        this.settings = settings;
        this.loop = world.loop("log");
        this.self = new NodeId(settings.member().self());
        this.following = new Following(world);
        this.reading = new Reading(world, settings.patience(), following, this::member);
        this.snapshots = new Snapshots(world, parts.images(), settings.snapshots());
        this.others = parts.cluster().map(this::others);
        this.departures =
                new Departures(
                        world, settings.limits(others.isPresent()), way, parts.meter().batches());
        following.onChange(departures::look);
        Path home = settings.member().folder();
        this.disk = new FullDisk(world, standing, Place.of(home, parts.meter()), departures::look);
        this.storage = parts.storage().apply(settings.member().log(), disk.telling(this::logWaits));
        FileDisk folder = FileDisk.at(home, Histogram.ofTimes());
        this.shown = new Shown(folder);
        var progress = new CommandMachine.Progress(applying, snapshots, shown);
        var machine = new CommandMachine(parts.commits(), progress, following, new Fate());
        this.parts =
                new Member.Parts(
                        machine,
                        () -> machine.replay(storage),
                        storage,
                        folder,
                        others.<PeerTransport>map(Others::transport).orElse(PeerTransport.NONE),
                        new VoteStorage.Owner(
                                disk.trying(() -> member().filter(Member::settles).isPresent()),
                                failure -> broken("this member's vote is lost", failure)));
    }

    private Others others(Cluster cluster) {
        LinkTransport transport = new LinkTransport(world, cluster.link());
        Duration timeout = settings.member().electionTimeout();
        Shortcut shortcut = new Shortcut(world, following, timeout, this::member);
        cluster.link().follow(shortcut);
        following.onChange(shortcut::look);
        return new Others(
                cluster.leaderless(),
                new Forwarding(world, cluster.link(), this::proposeOf),
                transport,
                new RaftGroup(world, settings.member(), following, transport, new Inside()));
    }

    /**
     * A log that takes commands, after the state has been brought to where it was. Blocks
     * meanwhile. With others, it begins only when its {@link #group} is founded or joined.
     *
     * @throws IOException in one line, why it cannot be opened
     */
    public static RaftLog start(World world, RaftSettings settings, Parts parts)
            throws IOException {
        RaftLog log = new RaftLog(world, settings, parts);
        if (log.others.isPresent()) {
            log.others.get().forwarding().serve(log.departures::look);
        } else {
            log.begin(settings.member().founders());
            log.awaitReady();
            log.fold();
        }
        return log;
    }

    private void begin(List<String> founders) throws IOException {
        try {
            member = Member.start(settings.member().with(founders), parts);
        } catch (IOException e) {
            throw whyNot().orElse(e);
        }
    }

    /** From now on the log is folded when it is long. */
    private void fold() {
        member().ifPresent(begun -> snapshots.start(begun::snapshot));
    }

    private Optional<Member> member() {
        return Optional.ofNullable(member);
    }

    /**
     * The members, and how they change.
     *
     * @throws IllegalStateException when this node is alone
     */
    public Group group() {
        return others.map(Others::group)
                .orElseThrow(() -> new IllegalStateException("this node is alone"));
    }

    /** Why no command is taken now; absent while all is well with this node. Thread: any. */
    public Optional<Fault> refusal() {
        return Optional.ofNullable(standing.refusal());
    }

    /** Where this node stands among the members; absent while it is none. */
    public Optional<ClusterView.Standing> standing() {
        return others.isPresent()
                ? others.get().group().standing()
                : following.leader().map(this::alone);
    }

    private ClusterView.Standing alone(Leader own) {
        return new ClusterView.Standing(
                Role.LEADER,
                own.term(),
                Optional.of(self),
                Optional.of(self),
                snapshots.lastIndex(),
                Duration.ZERO,
                Duration.ZERO);
    }

    /** What this node has shown, and shows again whoever leads. */
    public Shown shown() {
        return shown;
    }

    private void awaitReady() throws IOException {
        try {
            ready.join();
        } catch (CompletionException e) {
            close();
            throw whyNot().orElse(new IOException(e));
        }
    }

    /** What was said first when it could not become ready: what came of that says less. */
    private Optional<IOException> whyNot() {
        return ready.isCompletedExceptionally()
                ? Optional.of(new IOException(ready.exceptionNow().getMessage()))
                : Optional.empty();
    }

    @Override
    public CompletionStage<RegistryOutcome> append(ServiceCommand command) {
        return append(new Command.OfService(command), RegistryOutcome.class);
    }

    @Override
    public CompletionStage<ConfigOutcome> append(ConfigCommand command) {
        return append(new Command.OfConfig(command), ConfigOutcome.class);
    }

    private <T> CompletionStage<T> append(Command command, Class<T> type) {
        Proposal<T> proposal = new Proposal<>(command, type);
        disk.look();
        departures.add(proposal);
        return proposal.reply();
    }

    /** What has been handed over before is waited for too. */
    @Override
    public CompletionStage<Void> barrier() {
        return reading.pass(way).thenCompose(_ -> applying.settled());
    }

    /** What is answered is applied, but only what a barrier has passed counts as that. */
    @Override
    public CompletionStage<Backup> take() {
        return barrier().thenCompose(_ -> snapshots.now()).thenApply(_ -> newest());
    }

    private Backup newest() {
        try {
            return new BackupFile(member().orElseThrow().newestSnapshot(), world.millis());
        } catch (IOException e) {
            throw new FaultException(
                    new Fault.Unavailable("no backup: " + e.getMessage(), "see the log file"));
        }
    }

    /** First what is on its way ends, and then another leads, if there is one. */
    @Override
    public void close() {
        standing.leaves(STOPPING);
        if (!standing.isOver() && !standing.isFull()) {
            await(departures.drained(), DRAIN_MILLIS);
            handOver();
        }
        var _ = end(STOPPING);
        snapshots.stop();
        if (standing.isFull()) {
            storage.shutdown(); // its thread waits for room, and the member for it
        }
        member().ifPresent(Member::close);
    }

    private void handOver() {
        CompletableFuture<Void> another = following.another();
        if (following.leads() && member().filter(Member::handOver).isPresent()) {
            await(another, settings.member().electionTimeout().toMillis());
        }
    }

    private static void await(CompletableFuture<Void> done, long millis) {
        try {
            done.get(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) { // as far as it came
        }
    }

    /** An entry of another node, whose disk may have room when this one's has not. */
    private void proposeOf(ByteBuffer entry, long term, Consumer<Verdict> done) {
        disk.look();
        Fault refusal = standing.refusal();
        if (refusal != null && standing.isFull()) {
            done.accept(new Verdict(Verdict.Kind.REFUSED, refusal.message()));
        } else {
            propose(entry, term, done);
        }
    }

    private void propose(ByteBuffer entry, long term, Consumer<Verdict> done) {
        Optional<Member> now = member();
        if (now.isEmpty()) {
            done.accept(Verdict.NOT_BEGUN);
        } else {
            now.get().propose(entry, term, status -> done.accept(Verdict.of(status)));
        }
    }

    /** One that leads lets another lead; and a start is refused that would wait for room. */
    private void logWaits(String why) {
        if (following.leadsOthers()) {
            world.tasks().execute(this::handOver);
        } else if (others.isEmpty()) {
            Fault refusal = new Fault.Unavailable(why, "make room, then start it again");
            ready.completeExceptionally(new FaultException(refusal));
        }
    }

    private boolean end(Fault why) {
        boolean first = standing.end(why);
        ready.completeExceptionally(new FaultException(why));
        departures.look();
        return first;
    }

    /** A loop that fails ends the node; what failed elsewhere is brought to one. */
    private void broken(String what, Throwable cause) {
        var _ = end(new Fault.Unavailable(what, "this node stops; its log file says why"));
        loop.execute(
                () -> {
                    throw new IllegalStateException(what, cause);
                });
    }

    /** To the leader, wherever it is. */
    private final class Way implements Outlet {
        @Override
        public @Nullable Fault refusal() {
            return standing.refusal();
        }

        @Override
        public boolean isOver() {
            return standing.isOver();
        }

        @Override
        public boolean isStuck() {
            return others.isEmpty() && standing.isFull();
        }

        @Override
        public Optional<Leader> leader() {
            return following.leader().filter(now -> now.id().equals(self) || reaches(now));
        }

        private boolean reaches(Leader leader) {
            return others.filter(all -> all.forwarding().reaches(leader.id())).isPresent();
        }

        @Override
        public Leaderless leaderless() {
            return others.map(all -> all.leaderless().get()).orElse(Leaderless.ALONE);
        }

        @Override
        public void send(Entry entry, Leader leader) {
            Consumer<Verdict> done = verdict -> heard(verdict, entry, leader.term());
            if (leader.id().equals(self)) {
                propose(entry.bytes(), leader.term(), done);
            } else if (others.isPresent()) {
                Forwarding way = others.get().forwarding();
                way.send(entry.bytes(), leader, settings.patience(), done);
            }
        }

        private void heard(Verdict verdict, Entry entry, long term) {
            if (entry.heard(verdict, term)) {
                departures.lookAgain();
            } else {
                departures.look();
            }
        }

        @Override
        public void settle(long term) {
            reading.settle(term, () -> departures.lostBefore(term));
        }
    }

    private final class Inside implements RaftGroup.Inside {
        @Override
        public void begin(List<String> founders) throws IOException {
            RaftLog.this.begin(founders);
            fold();
        }

        @Override
        public Optional<Member> member() {
            return RaftLog.this.member();
        }

        @Override
        public long applied() {
            return snapshots.lastIndex();
        }
    }

    private final class Fate implements CommandMachine.Owner {
        @Override
        public void leading(long term) {
            following.leads(self, term);
            others.ifPresent(
                    all -> following.members(all.group().members())); // not told at a start
            departures.lostBefore(term);
            applying.settle(ready);
            reading.spread();
        }

        @Override
        public Optional<Entry> arrived(Origin origin) {
            return departures.arrived(origin);
        }

        @Override
        public void appliedAll() {
            departures.look();
            if (departures.isIdle()) {
                reading.spread();
            }
        }

        @Override
        public void leapt() {
            departures.leapt();
        }

        @Override
        public void failed(String cause) {
            Fault why =
                    new Fault.Unavailable(
                            "the log cannot be written: " + cause,
                            "see to the disk of the data folder, then start this node again");
            if (end(why)) {
                LOG.error("the log has ended cause=\"{}\"", cause);
            }
        }

        @Override
        public void unreadable(String what) {
            if (ready.isDone()) {
                broken(what, new IOException(what));
            } else {
                var _ = end(new Fault.Unavailable(what, LogException.REMEDY));
            }
        }

        @Override
        public void broken(String what, Throwable cause) {
            RaftLog.this.broken(what, cause);
        }
    }
}
