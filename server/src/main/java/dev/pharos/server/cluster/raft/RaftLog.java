package dev.pharos.server.cluster.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import com.alipay.sofa.jraft.storage.LogStorage;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.server.cluster.log.LogException;
import dev.pharos.server.cluster.log.Room;
import dev.pharos.server.cluster.raft.backup.BackupFile;
import dev.pharos.server.cluster.raft.codec.Command;
import dev.pharos.server.cluster.raft.member.Member;
import dev.pharos.server.cluster.raft.member.PeerTransport;
import dev.pharos.server.port.Backups;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.Commits;
import dev.pharos.server.port.World;
import dev.pharos.server.telemetry.meter.LogMeter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one order of all durable changes, kept by the group of members over the Raft library.
 *
 * <p>What was refused has not happened. What was sent and then lost sight of is {@code Unsure}.
 */
public final class RaftLog implements CommandLog, Backups {
    static final Fault NO_LEADER =
            new Fault.NoLeader("no member of the group leads now", "try again in a moment");
    static final Fault STOPPING = new Fault.Unavailable("this node is stopping", "try another one");

    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.raft");

    private final World world;
    private final RaftSettings settings;
    private final Executor loop;
    private final Applying applying = new Applying();
    private final Standing standing = new Standing();
    private final Snapshots snapshots;
    private final Departures departures;
    private final LogStorage storage;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Member member;

    /**
     * What the log is made of besides its settings.
     *
     * @param images of the state that {@code commits} changes; while absent, no snapshot is taken
     * @param storage of the log in a folder; tells when the disk is full
     */
    public record Parts(
            Commits commits,
            Optional<Images> images,
            BiFunction<Path, Room, LogStorage> storage,
            PeerTransport transport,
            LogMeter meter) {}

    private RaftLog(World world, RaftSettings settings, Parts parts) throws IOException {
        this.world = world;
        this.settings = settings;
        this.loop = world.loop("log");
        this.snapshots = new Snapshots(world, parts.images(), settings.snapshots());
        CommandMachine machine =
                new CommandMachine(parts.commits(), applying, snapshots, new Fate());
        this.storage = parts.storage().apply(settings.member().log(), new FullDisk());
        Member.Parts own =
                new Member.Parts(
                        machine,
                        storage,
                        parts.transport(),
                        failure -> broken("this member's vote is lost", failure));
        this.departures =
                new Departures(
                        world, settings, standing::refusal, this::send, parts.meter().batches());
        try {
            this.member = Member.start(settings.member(), own);
        } catch (IOException e) {
            throw whyNot().orElse(e);
        }
    }

    /**
     * A log that takes commands, after the state has been brought to where it was. Blocks
     * meanwhile.
     *
     * @throws IOException in one line, why it cannot be opened
     */
    public static RaftLog start(World world, RaftSettings settings, Parts parts)
            throws IOException {
        RaftLog log = new RaftLog(world, settings, parts);
        try {
            log.ready.join();
        } catch (CompletionException e) {
            log.close();
            throw log.whyNot().orElse(new IOException(e));
        }
        log.snapshots.start(log.member::snapshot);
        return log;
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
        departures.add(proposal);
        return proposal.reply();
    }

    @Override
    public CompletionStage<Void> barrier() {
        CompletableFuture<Void> reply = new CompletableFuture<>();
        Fault now = standing.refusal();
        if (now != null) {
            reply.completeExceptionally(new FaultException(now));
            return reply;
        }
        member.readIndex(
                new ReadIndexClosure(settings.patience().toMillis()) {
                    @Override
                    public void run(Status status, long index, byte[] context) {
                        if (status.isOk()) {
                            follow(applying.settled(), reply);
                        } else {
                            reply.completeExceptionally(new FaultException(NO_LEADER));
                        }
                    }
                });
        return reply;
    }

    /** What is answered is applied, but only what a barrier has passed counts as that. */
    @Override
    public CompletionStage<Backup> take() {
        return barrier().thenCompose(_ -> snapshots.now()).thenApply(_ -> newest());
    }

    private Backup newest() {
        try {
            return new BackupFile(member.newestSnapshot(), world.millis());
        } catch (IOException e) {
            throw new FaultException(
                    new Fault.Unavailable("no backup: " + e.getMessage(), "see the log file"));
        }
    }

    @Override
    public void close() {
        var _ = end(STOPPING);
        snapshots.stop();
        if (standing.isFull()) {
            storage.shutdown(); // its thread waits for room, and the member for it
        }
        member.close();
    }

    private void send(ByteBuffer entry, Closure done) {
        member.propose(entry, done);
    }

    private static void follow(CompletableFuture<Void> settled, CompletableFuture<Void> reply) {
        var _ =
                settled.whenComplete(
                        (_, failure) -> {
                            if (failure == null) {
                                reply.complete(null);
                            } else {
                                reply.completeExceptionally(failure);
                            }
                        });
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

    private final class Fate implements CommandMachine.Owner {
        @Override
        public void leading(long term) {
            LOG.info("leading term={}", term);
            standing.leads(true);
            follow(applying.settled(), ready);
        }

        @Override
        public void leadingNoMore() {
            standing.leads(false);
            departures.look();
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

    /** A full disk is no end: what is durable is refused until there is room again. */
    private final class FullDisk implements Room {
        private final AtomicInteger waiting = new AtomicInteger();

        @Override
        public void gone(LogException.Full why) {
            String cause = String.valueOf(why.getMessage());
            waiting.incrementAndGet();
            standing.full(new Fault.Unavailable(cause, "make room; no restart is needed"));
            departures.look();
        }

        @Override
        public void back() {
            if (waiting.decrementAndGet() == 0) {
                standing.full(null);
            }
        }
    }
}
