package dev.pharos.server.boot;

import dev.pharos.server.cluster.memory.MemoryLog;
import dev.pharos.server.front.http.Accesses;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.Commits;
import dev.pharos.server.port.RegistryLog;
import dev.pharos.server.port.World;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * What differs between nodes that are otherwise assembled alike.
 *
 * @param durable makes the order of durable changes, for a world and what they are handed to
 * @param ephemeral stands between those who register and this node's own keeper
 * @param accesses hears of every HTTP answer
 */
public record Plugs(
        BiFunction<World, Commits, CommandLog> durable,
        UnaryOperator<RegistryLog> ephemeral,
        Accesses accesses) {

    /** One node alone, which forgets everything when it stops and owns every client. */
    public static Plugs memory() {
        return new Plugs(MemoryLog::new, UnaryOperator.identity(), Accesses.NONE);
    }

    Plugs with(Accesses others) {
        return new Plugs(durable, ephemeral, others);
    }
}
