package dev.pharos.server.app;

import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.registry.RegistryOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Turns the core's outcomes into stages that fail with a {@link FaultException}. */
final class Outcomes {
    private Outcomes() {}

    static CompletionStage<Void> of(CompletionStage<RegistryOutcome> outcome) {
        return outcome.thenCompose(
                done ->
                        switch (done) {
                            case RegistryOutcome.Done _ -> CompletableFuture.completedStage(null);
                            case RegistryOutcome.Refused refused -> refused(refused.fault());
                        });
    }

    static CompletionStage<Void> ofConfig(CompletionStage<ConfigOutcome> outcome) {
        return outcome.thenCompose(
                done ->
                        switch (done) {
                            case ConfigOutcome.Done _ -> CompletableFuture.completedStage(null);
                            case ConfigOutcome.Refused refused -> refused(refused.fault());
                        });
    }

    static <T> CompletionStage<T> refused(Fault fault) {
        return CompletableFuture.failedStage(new FaultException(fault));
    }
}
