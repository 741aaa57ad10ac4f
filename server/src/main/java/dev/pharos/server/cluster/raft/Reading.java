package dev.pharos.server.cluster.raft;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.cluster.raft.entry.Outlet;
import dev.pharos.server.cluster.raft.member.Member;
import dev.pharos.server.port.World;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Barriers: the leader asks a majority whether it still leads, and this node waits until it has
 * been handed all that was committed until then. No clock is believed.
 */
final class Reading {
    private final World world;
    private final Duration patience;
    private final Following following;
    private final Supplier<Optional<Member>> member;
    private final AtomicBoolean spreading = new AtomicBoolean();
    private final AtomicLong settling = new AtomicLong();

    Reading(
            World world,
            Duration patience,
            Following following,
            Supplier<Optional<Member>> member) {
        this.world = world;
        this.patience = patience;
        this.following = following;
        this.member = member;
    }

    /** Done when this node has been handed all that was committed before the call. */
    CompletionStage<Void> pass(Outlet way) {
        CompletableFuture<Void> reply = new CompletableFuture<>();
        pass(way, reply, world.steadyMillis() + Outlet.HOLD_MILLIS);
        return reply;
    }

    /** While nobody leads it is tried again for a moment. */
    private void pass(Outlet way, CompletableFuture<Void> reply, long untilMillis) {
        Fault now = way.refusal();
        if (now != null) {
            reply.completeExceptionally(new FaultException(now));
            return;
        }
        ask(
                ok -> {
                    if (ok) {
                        reply.complete(null);
                    } else if (world.steadyMillis() < untilMillis) {
                        again(() -> pass(way, reply, untilMillis));
                    } else {
                        reply.completeExceptionally(new FaultException(way.leaderless().why()));
                    }
                });
    }

    /**
     * Runs {@code settled} when all that the log has of terms before this one has been handed over;
     * never, when it is no longer the present one before that.
     */
    void settle(long term, Runnable settled) {
        if (settling.getAndSet(term) != term) {
            trySettle(term, settled);
        }
    }

    private void trySettle(long term, Runnable settled) {
        if (following.leader().filter(now -> now.term() == term).isEmpty()) {
            return;
        }
        ask(
                ok -> {
                    if (ok) {
                        settled.run();
                    } else {
                        again(() -> trySettle(term, settled));
                    }
                });
    }

    /** Followers hear at once what is committed, and not only with the next heartbeat. */
    void spread() {
        if (following.leadsOthers() && spreading.compareAndSet(false, true)) {
            ask(_ -> spreading.set(false));
        }
    }

    private void again(Runnable what) {
        world.after(Outlet.RETRY, world.tasks(), what);
    }

    private void ask(Consumer<Boolean> done) {
        Optional<Member> now = member.get();
        if (now.isEmpty()) {
            done.accept(false);
            return;
        }
        CompletableFuture<Boolean> reply = new CompletableFuture<>();
        World.Timer late = world.after(patience, world.tasks(), () -> reply.complete(false));
        var _ =
                reply.thenAccept(
                        ok -> {
                            late.cancel();
                            done.accept(ok);
                        });
        now.get().readIndex(status -> reply.complete(status.isOk()));
    }
}
