package dev.pharos.server.state;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.server.port.Commits;
import dev.pharos.server.port.Imaging;
import dev.pharos.server.port.Imaging.StateImage;
import dev.pharos.server.port.cluster.Filled;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Hands what a log has committed to the keeper whose state it is, and takes images of both. */
public record Keepers(RegistryKeeper registry, ConfigKeeper config) implements Commits, Imaging {
    /**
     * Whether changes are told to those who watch, and logged: not while a log brings back what was
     * told when it happened.
     */
    public void tell(boolean changes) {
        config.tell(changes);
        registry.tell(changes);
    }

    /** What is durable here may not be all that there is, for as long as this says so. */
    public void fills(Filled how) {
        config.fills(how);
        registry.fills(how);
    }

    /** Why that may not be all; empty when it is. */
    public Optional<Fault> lack() {
        return config.lack();
    }

    @Override
    public CompletionStage<RegistryOutcome> committed(ServiceCommand command) {
        return registry.committed(command);
    }

    @Override
    public CompletionStage<ConfigOutcome> committed(ConfigCommand command) {
        return config.committed(command);
    }

    @Override
    public void together(Runnable handingOver) {
        config.together(() -> registry.together(handingOver));
    }

    @Override
    public CompletionStage<StateImage> image() {
        return config.image().thenCombine(registry.image(), StateImage::new);
    }

    @Override
    public CompletionStage<Void> restore(StateImage image) {
        return config.restore(image.configs())
                .thenCombine(registry.restore(image.services()), (_, _) -> null);
    }
}
