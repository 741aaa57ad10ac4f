package dev.pharos.testkit.contract;

import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.port.World;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** The real world, whose loops take nothing while the test says so, and whose time can leap. */
public final class HeldWorld implements World, AutoCloseable {
    private final SystemWorld real = new SystemWorld((_, failure) -> failure.printStackTrace());
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong leaptNanos = new AtomicLong();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    /** From now on whoever gives a loop a task waits, as a keeper does that publishes. */
    public void hold() {
        gate = new CountDownLatch(1);
    }

    public boolean isHeld() {
        return gate.getCount() > 0 && waiting.get() > 0;
    }

    public void release() {
        gate.countDown();
    }

    /** It is later at once; no timer notices. */
    public void leap(Duration time) {
        leaptNanos.addAndGet(time.toNanos());
    }

    @Override
    public Executor loop(String name) {
        Executor loop = real.loop(name);
        return task -> {
            pass();
            loop.execute(task);
        };
    }

    private void pass() {
        try {
            waiting.incrementAndGet();
            gate.await();
            waiting.decrementAndGet();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long millis() {
        return real.millis();
    }

    @Override
    public long nanos() {
        return real.nanos() + leaptNanos.get();
    }

    @Override
    public RandomGenerator random() {
        return real.random();
    }

    @Override
    public Executor tasks() {
        return real.tasks();
    }

    @Override
    public Timer after(Duration delay, Executor executor, Runnable task) {
        return real.after(delay, executor, task);
    }

    @Override
    public void close() {
        release();
        real.close();
    }
}
