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
import java.util.function.Function;
import org.jctools.queues.MpscArrayQueue;

/**
 * A bounded queue in front of a single writer. Whoever posts to an idle one works it off, batch by
 * batch; who comes meanwhile leaves a message to be taken along. So there is one writer at a time
 * and no change of threads on the way, which would cost more than most writing does. A batch is
 * answered for when the writer is done with all of it.
 *
 * <p>Limit: {@code capacity} for what may be refused, and as much room again as a log may hand over
 * of what may not.
 *
 * <p>Thread: any number post. What is left after a fair share goes to the writer's own loop, and so
 * does a failure of the writer: nothing is applied after it.
 */
final class Mailbox<C, O> {
    private static final int SHARE_MAX = 1024;

    private final String name;
    private final int capacity;
    private final MpscArrayQueue<Letter<C, O>> queue;
    private final Executor loop;
    private final Function<List<C>, List<O>> writer;
    private final AtomicBoolean busy = new AtomicBoolean();

    private record Letter<C, O>(C command, CompletableFuture<O> reply) {}

    /** {@code writer}: applies and publishes a batch, and returns the outcomes in its order. */
    Mailbox(String name, int capacity, Executor loop, Function<List<C>, List<O>> writer) {
        this.name = name;
        this.capacity = capacity;
        this.queue = new MpscArrayQueue<>(capacity + Commits.APPLYING_MAX);
        this.loop = loop;
        this.writer = writer;
    }

    /** Fails: {@code FaultException} with {@code Busy} when the queue is full (not begun). */
    CompletionStage<O> post(C command) {
        Letter<C, O> letter = new Letter<>(command, new CompletableFuture<>());
        if (!queue.offerIfBelowThreshold(letter, capacity)) {
            return CompletableFuture.failedStage(
                    new FaultException(new Fault.Busy(name, capacity)));
        }
        return taken(letter);
    }

    /** Takes what is committed, and so is applied by every node: it is never refused. */
    CompletionStage<O> deliver(C command) {
        Letter<C, O> letter = new Letter<>(command, new CompletableFuture<>());
        Invariant.check(queue.offer(letter), "room for what is committed in " + name);
        return taken(letter);
    }

    private CompletionStage<O> taken(Letter<C, O> letter) {
        if (busy.compareAndSet(false, true)) {
            work();
        }
        return letter.reply();
    }

    private void work() {
        int share = SHARE_MAX;
        do {
            List<Letter<C, O>> batch = new ArrayList<>();
            queue.drain(batch::add, share);
            share -= batch.size();
            try {
                write(batch);
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

    private void write(List<Letter<C, O>> batch) {
        List<O> outcomes = writer.apply(batch.stream().map(Letter::command).toList());
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).reply().complete(outcomes.get(i));
        }
    }
}
