package dev.pharos.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Waiting for what a port has promised. */
public final class Stages {
    private static final int PATIENCE_SECONDS = 30;

    private Stages() {}

    public static <T> T answer(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Checks that it fails with a fault, and with which kind. */
    public static void fails(CompletionStage<?> stage, Class<? extends Fault> kind) {
        assertThatThrownBy(() -> answer(stage))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(kind));
    }
}
