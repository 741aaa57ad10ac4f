package dev.pharos.testkit.world;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * The one time line of a simulation: what is due at a moment runs then, one after the other, in the
 * order in which it was planned, on the thread that lets time pass. All chance comes from one seed,
 * so a seed repeats a run.
 *
 * <p>Thread: one.
 */
public final class SimTime {
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(
                    Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::number));
    private final Random random;
    private long nanos;
    private long planned;

    private record Due(long atNanos, long number, Runnable task) {}

    public SimTime(long seed) {
        this.random = new Random(seed);
    }

    /** Unit: nanoseconds since the simulation began. */
    public long nanos() {
        return nanos;
    }

    /** Unit: milliseconds since the simulation began. */
    public long millis() {
        return nanos / 1_000_000;
    }

    public Random random() {
        return random;
    }

    /** Somewhere between the two. */
    public Duration between(Duration least, Duration most) {
        return Duration.ofNanos(random.nextLong(least.toNanos(), most.toNanos() + 1));
    }

    /** Runs it then. */
    public void after(Duration delay, Runnable task) {
        due.add(new Due(nanos + delay.toNanos(), planned++, task));
    }

    /** Lets time pass; what falls due runs at its moment. */
    public void pass(Duration time) {
        long end = nanos + time.toNanos();
        while (!due.isEmpty() && due.element().atNanos() <= end) {
            Due next = due.remove();
            nanos = next.atNanos();
            next.task().run();
        }
        nanos = end;
    }
}
