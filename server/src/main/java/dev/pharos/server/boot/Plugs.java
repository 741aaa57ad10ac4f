package dev.pharos.server.boot;

import dev.pharos.server.cluster.log.LogSettings;
import dev.pharos.server.cluster.memory.MemoryLog;
import dev.pharos.server.cluster.raft.RaftLog;
import dev.pharos.server.cluster.raft.RaftSettings;
import dev.pharos.server.cluster.raft.SegmentLogStorage;
import dev.pharos.server.cluster.raft.StateFiles;
import dev.pharos.server.cluster.raft.member.PeerTransport;
import dev.pharos.server.front.http.Accesses;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.RegistryLog;
import dev.pharos.server.port.World;
import dev.pharos.server.state.Keepers;
import dev.pharos.server.telemetry.meter.LogMeter;
import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What differs between nodes that are otherwise assembled alike.
 *
 * @param durable makes the order of durable changes
 * @param ephemeral stands between those who register and this node's own keeper
 * @param accesses hears of every HTTP answer
 */
public record Plugs(Durable durable, UnaryOperator<RegistryLog> ephemeral, Accesses accesses) {
    private static final LogSettings SEGMENTS = new LogSettings(16 << 20);

    /**
     * Makes a log whose commands are handed to {@code state}, as all that it had before is, and
     * which reports to {@code meter}.
     */
    public interface Durable {
        CommandLog start(World world, Keepers state, LogMeter meter) throws IOException;
    }

    /** One node alone, which forgets everything when it stops and owns every client. */
    public static Plugs memory() {
        return new Plugs(
                (world, commits, _) -> new MemoryLog(world, commits),
                UnaryOperator.identity(),
                Accesses.NONE);
    }

    /** One node alone, which finds again what it had. */
    static Plugs disk(RaftSettings log) {
        return new Plugs(
                (world, state, meter) ->
                        RaftLog.start(
                                world,
                                log,
                                new RaftLog.Parts(
                                        state,
                                        Optional.of(new StateFiles(state)),
                                        (folder, room) ->
                                                new SegmentLogStorage(
                                                        folder, SEGMENTS, meter, room),
                                        PeerTransport.NONE,
                                        meter)),
                UnaryOperator.identity(),
                Accesses.NONE);
    }

    Plugs with(Accesses others) {
        return new Plugs(durable, ephemeral, others);
    }
}
