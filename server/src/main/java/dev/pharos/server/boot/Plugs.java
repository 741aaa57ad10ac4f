package dev.pharos.server.boot;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.boot.company.Company;
import dev.pharos.server.boot.company.Filling;
import dev.pharos.server.boot.host.DataFolder;
import dev.pharos.server.cluster.log.LogSettings;
import dev.pharos.server.cluster.memory.MemoryLog;
import dev.pharos.server.cluster.memory.MemoryStore;
import dev.pharos.server.cluster.raft.RaftLog;
import dev.pharos.server.cluster.raft.RaftSettings;
import dev.pharos.server.cluster.raft.SegmentLogStorage;
import dev.pharos.server.cluster.raft.StateFiles;
import dev.pharos.server.cluster.raft.history.HistoryFiles;
import dev.pharos.server.cluster.raft.member.MemberSettings;
import dev.pharos.server.doctor.Doctor;
import dev.pharos.server.front.http.Accesses;
import dev.pharos.server.port.Backups;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.ConfigStore;
import dev.pharos.server.port.RegistryLog;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.ClusterView.Standing;
import dev.pharos.server.port.finding.Findings;
import dev.pharos.server.state.Keepers;
import dev.pharos.server.telemetry.meter.LogMeter;
import dev.pharos.server.telemetry.meter.PeerMeter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What differs between nodes that are otherwise assembled alike.
 *
 * @param durable keeps what is durable, and makes the order of its changes
 * @param ephemeral stands between those who register and this node's own keeper
 * @param picture the file that shows after a restart who was there; absent: nothing does
 * @param company the other nodes; absent: this one is alone
 * @param accesses hears of every HTTP answer
 * @param findings hears of what somebody should mend
 */
public record Plugs(
        Durable durable,
        UnaryOperator<RegistryLog> ephemeral,
        Optional<Path> picture,
        Optional<Company> company,
        Accesses accesses,
        Findings findings) {
    /** What keeps what is durable, not opened yet. */
    public interface Durable {
        Kept open() throws IOException;
    }

    /** What keeps what is durable. */
    public interface Kept {
        /** Where the past of configurations lies. */
        ConfigStore past();

        /**
         * Makes a log whose commands are handed to {@code state}, as all that it had before is, and
         * which reports to {@code meter}.
         */
        Log start(World world, Keepers state, LogMeter meter) throws IOException;
    }

    /**
     * A log, and copies of what it has led to.
     *
     * @param standing where this node stands in its group, if any
     * @param refusal why the log takes nothing now, if it does not
     */
    public record Log(
            CommandLog commands,
            Backups backups,
            Supplier<Optional<Standing>> standing,
            Supplier<Optional<Fault>> refusal) {
        /** One of which no copy can be had, and that has no group. */
        static Log of(CommandLog commands) {
            return new Log(commands, Log::none, Optional::empty, Optional::empty);
        }

        private static CompletionStage<Backups.Backup> none() {
            return CompletableFuture.failedStage(
                    new FaultException(
                            new Fault.Unavailable(
                                    "this node keeps nothing",
                                    "back up one that has a data folder")));
        }
    }

    /** One node alone, which forgets everything when it stops and owns every client. */
    public static Plugs memory() {
        return new Plugs(
                () -> new InMemory(new MemoryStore()),
                UnaryOperator.identity(),
                Optional.empty(),
                Optional.empty(),
                Accesses.NONE,
                new Doctor());
    }

    /** One node alone, which finds again what it had. */
    public static Plugs disk(RaftSettings settings) {
        return new Plugs(
                () -> OnDisk.alone(settings),
                UnaryOperator.identity(),
                Optional.empty(),
                Optional.empty(),
                Accesses.NONE,
                new Doctor());
    }

    /** One node of several, which finds again what it had. */
    static Plugs cluster(RaftSettings settings, Company company) {
        return new Plugs(
                () -> OnDisk.open(settings, Optional.of(company)),
                UnaryOperator.identity(),
                Optional.empty(),
                Optional.of(company),
                Accesses.NONE,
                new Doctor());
    }

    /** The same, and it shows after a restart who was there. */
    Plugs with(Path file) {
        return new Plugs(durable, ephemeral, Optional.of(file), company, accesses, findings);
    }

    Plugs with(Accesses others) {
        return new Plugs(durable, ephemeral, picture, company, others, findings);
    }

    public Plugs with(Findings others) {
        return new Plugs(durable, ephemeral, picture, company, accesses, others);
    }

    /** What is measured of peers, if there are any. */
    PeerMeter peerMeter() {
        return company.map(Company::meter).orElseGet(PeerMeter::new);
    }

    private record InMemory(ConfigStore past) implements Kept {
        @Override
        public Log start(World world, Keepers state, LogMeter meter) {
            return Log.of(new MemoryLog(world, state));
        }
    }

    /** Log, snapshots, and the past beside them, in the data folder. */
    private record OnDisk(RaftSettings settings, HistoryFiles past, Optional<Company> company)
            implements Kept {
        private static final LogSettings SEGMENTS = new LogSettings(16 << 20);
        private static final long HISTORY_FILE_BYTES = 16 << 20;
        private static final Duration FILLING_MAX = Duration.ofSeconds(3);

        static OnDisk alone(RaftSettings settings) throws IOException {
            MemberSettings member = settings.member();
            Path ledger = member.folder().resolveSibling(DataFolder.LEDGER);
            Company.requireAlone(ledger, new NodeId(member.self()));
            return open(settings, Optional.empty());
        }

        static OnDisk open(RaftSettings settings, Optional<Company> company) throws IOException {
            Path folder = settings.member().history();
            return new OnDisk(settings, HistoryFiles.open(folder, HISTORY_FILE_BYTES), company);
        }

        @Override
        public Log start(World world, Keepers state, LogMeter meter) throws IOException {
            boolean hasData = settings.member().hasData();
            RaftLog.Parts parts =
                    new RaftLog.Parts(
                            state,
                            Optional.of(new StateFiles(state, past)),
                            (folder, room) -> {
                                past.tell(room);
                                return new SegmentLogStorage(folder, SEGMENTS, meter, room);
                            },
                            company.map(o -> new RaftLog.Cluster(o.link(), o::leaderless)),
                            meter);
            RaftLog log = RaftLog.start(world, settings, parts);
            if (company.isPresent()) {
                join(log, company.get(), hasData);
                fill(world, log, company.get(), state);
            }
            return new Log(log, log, log::standing, log::refusal);
        }

        private static void join(RaftLog log, Company company, boolean hasData) throws IOException {
            try {
                company.begin(log.group(), hasData);
            } catch (IOException e) {
                log.close();
                throw e;
            }
        }

        /** What a node shows first is not older than need be; but it waits for no majority. */
        private static void fill(World world, RaftLog log, Company company, Keepers state) {
            Filling filling = new Filling(world, log, company);
            state.fills(filling);
            filling.start();
            filling.await(FILLING_MAX);
        }
    }
}
