package dev.pharos.server.port;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import java.util.concurrent.CompletionStage;

/**
 * The one order of all durable changes: a committed command is seen once, in the same order, by
 * every node. A stage completes after this node has applied the command.
 *
 * <p>Fails: {@code FaultException} with {@code Busy}, {@code NoLeader} or {@code Unavailable} (not
 * begun), or {@code Unsure}. Thread: any; never blocks.
 */
public interface CommandLog extends AutoCloseable {
    CompletionStage<RegistryOutcome> append(ServiceCommand command);

    CompletionStage<ConfigOutcome> append(ConfigCommand command);

    /** Completes when this node has applied all that was committed before the call. */
    CompletionStage<Void> barrier();

    /** From now on nothing is begun. What is under way may end as {@code Unsure}. May block. */
    @Override
    void close();
}
