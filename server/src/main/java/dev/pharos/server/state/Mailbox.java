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
 * A bounded queue in front of a single writer, which takes what waits as one batch.
 *
 * <p>Thread: any number post; the batches run on the loop, one after the other.
 */
final class Mailbox<T> {
    private static final int BATCH_MAX = 1024;

    private final String name;
    private final int capacity;
    private final MpscArrayQueue<T> queue;
    private final Executor loop;
    private final Consumer<List<T>> writer;
    private final AtomicBoolean awake = new AtomicBoolean();

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
        wake();
    }

    private void wake() {
        if (awake.compareAndSet(false, true)) {
            loop.execute(this::drain);
        }
    }

    private void drain() {
        List<T> batch = new ArrayList<>();
        queue.drain(batch::add, BATCH_MAX);
        if (!batch.isEmpty()) {
            writer.accept(batch);
        }
        awake.set(false);
        if (!queue.isEmpty()) {
            wake();
        }
    }
}
