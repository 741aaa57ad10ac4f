package dev.pharos.server.port;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import java.util.concurrent.CompletionStage;

/**
 * The other way round: where a log hands over what has been committed.
 *
 * <p>Order: as committed, on one thread. Thread: never blocks.
 */
public interface Commits {
    CompletionStage<RegistryOutcome> committed(ServiceCommand command);

    CompletionStage<ConfigOutcome> committed(ConfigCommand command);
}
