package dev.pharos.server.boot;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.cluster.log.LogSettings;
import dev.pharos.server.cluster.memory.MemoryLog;
import dev.pharos.server.cluster.raft.RaftLog;
import dev.pharos.server.cluster.raft.RaftSettings;
import dev.pharos.server.cluster.raft.SegmentLogStorage;
import dev.pharos.server.cluster.raft.StateFiles;
import dev.pharos.server.cluster.raft.member.PeerTransport;
import dev.pharos.server.front.http.Accesses;
import dev.pharos.server.port.Backups;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.RegistryLog;
import dev.pharos.server.port.World;
import dev.pharos.server.state.Keepers;
import dev.pharos.server.telemetry.meter.LogMeter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * What differs between nodes that are otherwise assembled alike.
 *
 * @param durable makes the order of durable changes
 * @param ephemeral stands between those who register and this node's own keeper
 * @param picture the file that shows after a restart who was there; absent: nothing does
 * @param accesses hears of every HTTP answer
 */
public record Plugs(
        Durable durable,
        UnaryOperator<RegistryLog> ephemeral,
        Optional<Path> picture,
        Accesses accesses) {
    private static final LogSettings SEGMENTS = new LogSettings(16 << 20);

    /**
     * Makes a log whose commands are handed to {@code state}, as all that it had before is, and
     * which reports to {@code meter}.
     */
    public interface Durable {
        Log start(World world, Keepers state, LogMeter meter) throws IOException;
    }

    /** A log, and copies of what it has led to. */
    public record Log(CommandLog commands, Backups backups) {
        /** One of which no copy can be had. */
        static Log of(CommandLog commands) {
            return new Log(commands, Log::none);
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
                (world, state, _) -> Log.of(new MemoryLog(world, state)),
                UnaryOperator.identity(),
                Optional.empty(),
                Accesses.NONE);
    }

    /** One node alone, which finds again what it had. */
    public static Plugs disk(RaftSettings settings) {
        return new Plugs(
                (world, state, meter) -> {
                    RaftLog log = RaftLog.start(world, settings, parts(state, meter));
                    return new Log(log, log);
                },
                UnaryOperator.identity(),
                Optional.empty(),
                Accesses.NONE);
    }

    private static RaftLog.Parts parts(Keepers state, LogMeter meter) {
        return new RaftLog.Parts(
                state,
                Optional.of(new StateFiles(state)),
                (folder, room) -> new SegmentLogStorage(folder, SEGMENTS, meter, room),
                PeerTransport.NONE,
                meter);
    }

    /** The same, and it shows after a restart who was there. */
    Plugs with(Path file) {
        return new Plugs(durable, ephemeral, Optional.of(file), accesses);
    }

    Plugs with(Accesses others) {
        return new Plugs(durable, ephemeral, picture, others);
    }
}
