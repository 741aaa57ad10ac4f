package dev.pharos.server.port;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import java.util.concurrent.CompletionStage;

/**
 * The other way round: where a log hands over what has been committed.
 *
 * <p>Order: as committed, on one thread. Thread: never blocks. Fails: never, for what is committed
 * is applied by every node; a stage that fails has broken the state of this one. Limit: the log
 * hands over {@link #APPLYING_MAX} commands at most that are not applied yet.
 */
public interface Commits {
    int APPLYING_MAX = 1 << 10;

    CompletionStage<RegistryOutcome> committed(ServiceCommand command);

    CompletionStage<ConfigOutcome> committed(ConfigCommand command);

    /**
     * What {@code handingOver} hands over, at most {@link #APPLYING_MAX} commands, may be applied
     * together: shown once, and then answered. None of it may be awaited within.
     */
    default void together(Runnable handingOver) {
        handingOver.run();
    }
}
