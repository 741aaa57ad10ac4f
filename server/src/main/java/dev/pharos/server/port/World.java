package dev.pharos.server.port;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The clock, the timers, the threads and the dice. Nothing inside takes them from anywhere else, so
 * a simulation can supply its own.
 */
public interface World {
    /** Unit: milliseconds since 1970. May be set back by an operator; decides nothing. */
    long millis();

    /** Unit: nanoseconds from an arbitrary beginning. Never goes back. */
    long nanos();

    /**
     * What decides how long something has lasted, whatever the clock says. Unit: milliseconds from
     * the same arbitrary beginning; means nothing on another node.
     */
    default long steadyMillis() {
        return nanos() / 1_000_000;
    }

    RandomGenerator random();

    /** A single thread of its own, on which tasks run in order and never block. */
    Executor loop(String name);

    /** Runs tasks that may block, each on a virtual thread. One that fails ends the node. */
    Executor tasks();

    /** Runs a task on {@code executor} after {@code delay}. Thread: never blocks. */
    Timer after(Duration delay, Executor executor, Runnable task);

    /** A task that has not run yet. */
    interface Timer {
        /** From now on it does not run; no effect once it has begun. */
        void cancel();
    }
}
