package dev.pharos.server.port;

import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.RegistryOutcome;
import java.util.concurrent.CompletionStage;

/** Brings a command of an ephemeral client to the node that owns the client. */
public interface RegistryLog {
    /**
     * Fails: {@code FaultException} with {@code Busy} (not begun) or {@code Unsure}. Thread: any;
     * never blocks.
     */
    CompletionStage<RegistryOutcome> append(RegistryCommand command);
}
