package dev.pharos.server.cluster.raft;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** What a log says in the end. */
public final class Replies {
    private Replies() {}

    public static <T> T answer(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** Why it was refused. Fails: when it was not. */
    static Fault fault(CompletionStage<?> reply) throws Exception {
        try {
            Object outcome = answer(reply);
            throw new AssertionError("an answer where a fault is expected: " + outcome);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FaultException refused) {
                return refused.fault();
            }
            throw e;
        }
    }
}
