package dev.pharos.server.boot.company;

import dev.pharos.core.fault.Fault;
import dev.pharos.server.cluster.raft.RaftLog;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.Filled;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether this node has all that its cluster had when it began. Until then it has nothing, or what
 * it has shown before it ended, and cannot know what others have besides. A node that is in no
 * cluster yet cannot know whether there is one that it is to join.
 */
public final class Filling implements Filled {
    private static final Duration RETRY = Duration.ofMillis(50);
    private static final Fault CATCHING_UP =
            new Fault.Unavailable("this node catches up", "try again in a moment, or another node");

    private final World world;
    private final RaftLog log;
    private final Company company;
    private final CompletableFuture<Void> filled = new CompletableFuture<>();

    public Filling(World world, RaftLog log, Company company) {
        this.world = world;
        this.log = log;
        this.company = company;
    }

    private boolean hasBegun() {
        return log.standing().isPresent();
    }

    /** From now on tries, until it is filled. */
    public void start() {
        if (!hasBegun()) {
            again();
            return;
        }
        var _ =
                log.barrier()
                        .whenComplete(
                                (_, failure) -> {
                                    if (failure == null) {
                                        log.shown().begin();
                                        filled.complete(null);
                                    } else {
                                        again();
                                    }
                                });
    }

    private void again() {
        world.after(RETRY, world.tasks(), this::start);
    }

    /** Waits at most so long, and not at all when this node takes no part yet. */
    public void await(Duration patience) {
        if (!hasBegun()) {
            return;
        }
        try {
            filled.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) { // it goes on trying
        }
    }

    @Override
    public Optional<Fault> lack() {
        return log.shown().isThereAgain() ? Optional.empty() : doubt();
    }

    @Override
    public Optional<Fault> doubt() {
        return filled.isDone()
                ? Optional.empty()
                : Optional.of(company.view().now().refusal().orElse(CATCHING_UP));
    }
}
