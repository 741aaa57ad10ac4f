package dev.pharos.server.state;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.server.port.Commits;
import java.util.concurrent.CompletionStage;

/** Hands what a log has committed to the keeper whose state it is. */
public record Keepers(RegistryKeeper registry, ConfigKeeper config) implements Commits {
    @Override
    public CompletionStage<RegistryOutcome> committed(ServiceCommand command) {
        return registry.committed(command);
    }

    @Override
    public CompletionStage<ConfigOutcome> committed(ConfigCommand command) {
        return config.committed(command);
    }
}
