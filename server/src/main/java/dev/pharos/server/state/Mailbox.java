package dev.pharos.server.state;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jctools.queues.MpscArrayQueue;

/**
 * A bounded queue in front of a single writer. Whoever posts to an idle one works it off, batch by
 * batch; who comes meanwhile leaves a message to be taken along. So there is one writer at a time
 * and no change of threads on the way, which would cost more than most writing does.
 *
 * <p>Thread: any number post. What is left after a fair share goes to the writer's own loop, and so
 * does a failure of the writer: nothing is applied after it.
 */
final class Mailbox<T> {
    private static final int SHARE_MAX = 1024;

    private final String name;
    private final int capacity;
    private final MpscArrayQueue<T> queue;
    private final Executor loop;
    private final Consumer<List<T>> writer;
    private final AtomicBoolean busy = new AtomicBoolean();

    Mailbox(String name, int capacity, Executor loop, Consumer<List<T>> writer) {
        this.name = name;
        this.capacity = capacity;
        this.queue = new MpscArrayQueue<>(capacity);
        this.loop = loop;
        this.writer = writer;
    }

    /** Fails: {@code Busy} when the queue is full; nothing was posted. */
    void post(T message) {
        if (!queue.offer(message)) {
            throw new FaultException(new Fault.Busy(name, capacity));
        }
        if (busy.compareAndSet(false, true)) {
            work();
        }
    }

    private void work() {
        int share = SHARE_MAX;
        do {
            List<T> batch = new ArrayList<>();
            queue.drain(batch::add, share);
            share -= batch.size();
            try {
                writer.accept(batch);
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
