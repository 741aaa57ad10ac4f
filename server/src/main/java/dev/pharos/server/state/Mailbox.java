package dev.pharos.server.state;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.fault.Invariant;
import dev.pharos.server.port.Commits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of work on a state that has a single writer. Whoever posts to an idle one works
 * it off, batch by batch; who comes meanwhile leaves a letter to be taken along. So there is one
 * writer at a time and no change of threads on the way, which would cost more than most writing
 * does. After each batch the state is published, and then the batch is answered.
 *
 * <p>Limit: {@code capacity} for what may be refused, and as much room again as a log may hand over
 * of what may not.
 *
 * <p>Thread: any number post. What is left after a fair share goes to the writer's own loop, and so
 * does a failure of the work: nothing is done after it.
 */
final class Mailbox {
    private static final int SHARE_MAX = 1024;

    private final String name;
    private final int capacity;
    private final MpscArrayQueue<Letter<?>> queue;
    private final Executor loop;
    private final Runnable publish;
    private final AtomicBoolean busy = new AtomicBoolean();

    /** One piece of work, and who waits for what comes out of it. */
    private static final class Letter<T> {
        private final Supplier<T> work;
        private final CompletableFuture<T> reply = new CompletableFuture<>();
        private @Nullable T outcome;

        Letter(Supplier<T> work) {
            this.work = work;
        }

        void open() {
            outcome = work.get();
        }

        void answer() {
            reply.complete(outcome);
        }
    }

    Mailbox(String name, int capacity, Executor loop, Runnable publish) {
        this.name = name;
        this.capacity = capacity;
        this.queue = new MpscArrayQueue<>(capacity + Commits.APPLYING_MAX);
        this.loop = loop;
        this.publish = publish;
    }

    /** Fails: {@code FaultException} with {@code Busy} when the queue is full (not begun). */
    <T> CompletionStage<T> post(Supplier<T> work) {
        Letter<T> letter = new Letter<>(work);
        if (!queue.offerIfBelowThreshold(letter, capacity)) {
            return CompletableFuture.failedStage(
                    new FaultException(new Fault.Busy(name, capacity)));
        }
        return taken(letter);
    }

    /** Takes what is committed, and so is applied by every node: it is never refused. */
    <T> CompletionStage<T> deliver(Supplier<T> work) {
        Letter<T> letter = new Letter<>(work);
        Invariant.check(queue.offer(letter), "room for what is committed in " + name);
        return taken(letter);
    }

    /** What is posted within is worked off afterwards, as a batch; so nothing may wait for it. */
    void together(Runnable posting) {
        boolean idle = busy.compareAndSet(false, true);
        try {
            posting.run();
        } finally {
            if (idle) {
                work();
            }
        }
    }

    private <T> CompletionStage<T> taken(Letter<T> letter) {
        if (busy.compareAndSet(false, true)) {
            work();
        }
        return letter.reply;
    }

    private void work() {
        int share = SHARE_MAX;
        do {
            List<Letter<?>> batch = new ArrayList<>();
            queue.drain(batch::add, share);
            share -= batch.size();
            try {
                batch.forEach(Letter::open);
                publish.run();
                batch.forEach(Letter::answer);
            } catch (RuntimeException | Error failure) { // it is the loop's, not the poster's
                loop.execute(
                        () -> {
                            throw failure;
                        });
                return;
            }
            busy.set(false);
            if (queue.isEmpty() || !busy.compareAndSet(false, true)) {
                return;
            }
        } while (share > 0);
        loop.execute(this::work);
    }
}
