package dev.pharos.server.port;

import dev.pharos.core.health.Probing;
import dev.pharos.core.registry.Pool;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Asks an address whether what it offers lives. */
public interface Prober {
    /**
     * Asks once. The answer comes soon after {@code deadline} at the latest; the stage never fails.
     *
     * <p>Thread: any; never blocks.
     */
    CompletionStage<Probing.Answer> probe(
            Pool.Checker checker, String ip, int port, Duration deadline);
}
