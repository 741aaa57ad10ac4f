package dev.pharos.server.cluster.memory;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.Commits;
import dev.pharos.server.port.World;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Orders commands on one thread and keeps none: all is committed as soon as it is appended.
 *
 * <p>Limit: as many as a log may hand over that are not applied yet; one more is refused as busy.
 */
public final class MemoryLog implements CommandLog {
    private final Executor loop;
    private final Commits commits;
    private final AtomicInteger underWay = new AtomicInteger();

    /** Done when all that was handed over is applied; used on the loop only. */
    private CompletableFuture<?> applied = CompletableFuture.completedFuture(null);

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

    @Override
    public CompletionStage<Void> barrier() {
        CompletableFuture<Void> reply = new CompletableFuture<>();
        loop.execute(
                () -> {
                    var _ = applied.whenComplete((_, _) -> reply.complete(null));
                });
        return reply;
    }

    @Override
    public void close() {}

    private <T> CompletionStage<T> commit(Supplier<CompletionStage<T>> handOver) {
        CompletableFuture<T> reply = new CompletableFuture<>();
        if (underWay.incrementAndGet() > Commits.APPLYING_MAX) {
            underWay.decrementAndGet();
            reply.completeExceptionally(
                    new FaultException(new Fault.Busy("log", Commits.APPLYING_MAX)));
        } else {
            loop.execute(() -> follow(handOver.get(), reply));
        }
        return reply;
    }

    private <T> void follow(CompletionStage<T> application, CompletableFuture<T> reply) {
        CompletableFuture<T> latest = application.toCompletableFuture();
        applied = applied.isDone() ? latest : CompletableFuture.allOf(applied, latest);
        var _ =
                latest.whenComplete(
                        (outcome, failure) -> {
                            underWay.decrementAndGet();
                            if (failure == null) {
                                reply.complete(outcome);
                            } else {
                                reply.completeExceptionally(failure);
                            }
                        });
    }
}
