package dev.pharos.server.cluster.raft;

import dev.pharos.server.port.Commits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What has been handed over to the state and is not applied yet; bounded, so it may be awaited. */
final class Applying {
    private final Deque<CompletableFuture<?>> handedOver = new ArrayDeque<>();

    /** Thread: one, the log's. Blocks while so many more would be too many under way. */
    void awaitRoom(int more) {
        CompletableFuture<?> oldest = oldestOfTooMany(more);
        while (oldest != null) {
            await(oldest);
            oldest = oldestOfTooMany(more);
        }
    }

    synchronized void add(CompletableFuture<?> application) {
        handedOver.add(application);
    }

    /** Done when all that has been handed over until now is applied; fails when that has failed. */
    synchronized CompletableFuture<Void> settled() {
        dropDone();
        return CompletableFuture.allOf(handedOver.toArray(CompletableFuture<?>[]::new));
    }

    /** Completes the reply when all that has been handed over until now is applied. */
    void settle(CompletableFuture<Void> reply) {
        var _ =
                settled()
                        .whenComplete(
                                (_, failure) -> {
                                    if (failure == null) {
                                        reply.complete(null);
                                    } else {
                                        reply.completeExceptionally(failure);
                                    }
                                });
    }

    private synchronized @Nullable CompletableFuture<?> oldestOfTooMany(int more) {
        dropDone();
        return handedOver.size() + more <= Commits.APPLYING_MAX ? null : handedOver.element();
    }

    private void dropDone() {
        while (!handedOver.isEmpty() && handedOver.element().isDone()) {
            handedOver.remove();
        }
    }

    private static void await(CompletableFuture<?> application) {
        application.handle((_, _) -> null).join();
    }
}
