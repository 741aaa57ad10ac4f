package dev.pharos.server.app;

import dev.pharos.core.registry.Instance;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A heartbeat of a 1.x client.
 *
 * @param full what to register when the instance is unknown; absent in a light beat, which names
 *     only the address
 */
public record Beat(String ip, int port, String pool, Optional<Instance> full) {
    /**
     * What a heartbeat is answered.
     *
     * @param known false: the client shall register again
     * @param intervalMillis when to beat next, for an instance that asks for a rhythm of its own;
     *     unit: milliseconds
     */
    public record Answer(boolean known, OptionalLong intervalMillis) {}
}
