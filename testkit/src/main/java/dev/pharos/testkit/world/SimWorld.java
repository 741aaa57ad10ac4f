package dev.pharos.testkit.world;

import dev.pharos.server.port.World;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The world of one node in a simulation: its clock may be wrong, and when the node is killed
 * nothing of it runs any more. Its loops and tasks are turns of the one thread.
 */
public final class SimWorld implements World {
    private final SimTime time;
    private final Duration clockAhead;
    private final long bornNanos;
    private boolean ended;

    /** A world that begins now, with a clock that is wrong by so much. */
    public SimWorld(SimTime time, Duration clockAhead) {
        this.time = time;
        this.clockAhead = clockAhead;
        this.bornNanos = time.nanos();
    }

    /** Nothing that was planned here happens any more. */
    public void end() {
        ended = true;
    }

    public boolean isEnded() {
        return ended;
    }

    @Override
    public long millis() {
        return time.millis() + clockAhead.toMillis();
    }

    @Override
    public long nanos() {
        return time.nanos() - bornNanos;
    }

    @Override
    public RandomGenerator random() {
        return time.random();
    }

    @Override
    public Executor loop(String name) {
        return this::soon;
    }

    @Override
    public Executor tasks() {
        return this::soon;
    }

    @Override
    public Timer after(Duration delay, Executor executor, Runnable task) {
        boolean[] over = {false};
        time.after(
                delay,
                () -> {
                    if (!ended && !over[0]) {
                        over[0] = true;
                        executor.execute(task);
                    }
                });
        return () -> over[0] = true;
    }

    private void soon(Runnable task) {
        time.after(
                Duration.ZERO,
                () -> {
                    if (!ended) {
                        task.run();
                    }
                });
    }
}
