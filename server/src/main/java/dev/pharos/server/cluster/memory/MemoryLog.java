package dev.pharos.server.cluster.memory;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.Commits;
import dev.pharos.server.port.World;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Orders commands on one thread and keeps none: all is committed as soon as it is appended. */
public final class MemoryLog implements CommandLog {
    private final Executor loop;
    private final Commits commits;

    public MemoryLog(World world, Commits commits) {
        this.loop = world.loop("log");
        this.commits = commits;
    }

    @Override
    public CompletionStage<RegistryOutcome> append(ServiceCommand command) {
        return commit(() -> commits.committed(command));
    }

    @Override
    public CompletionStage<ConfigOutcome> append(ConfigCommand command) {
        return commit(() -> commits.committed(command));
    }

    /** All that was appended before has been handed over when this runs. */
    @Override
    public CompletionStage<Void> barrier() {
        return commit(() -> CompletableFuture.completedStage(null));
    }

    private <T> CompletionStage<T> commit(Supplier<CompletionStage<T>> handOver) {
        CompletableFuture<T> reply = new CompletableFuture<>();
        loop.execute(
                () ->
                        handOver.get()
                                .whenComplete(
                                        (outcome, failure) -> {
                                            if (failure == null) {
                                                reply.complete(outcome);
                                            } else {
                                                reply.completeExceptionally(failure);
                                            }
                                        }));
        return reply;
    }
}
