package dev.pharos.server.watch;

import dev.pharos.server.port.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** A world whose time moves when the test says so, on the test's own thread. */
public final class ManualWorld implements World {
    private final List<Due> timers = new ArrayList<>();
    private final Random random = new Random(1);
    private long nanos;
    private long clockAheadMillis;

    private record Due(long atNanos, Executor executor, Runnable task) {}

    @Override
    public long millis() {
        return nanos / 1_000_000 + clockAheadMillis;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Executor loop(String name) {
        return Runnable::run;
    }

    @Override
    public Executor tasks() {
        return Runnable::run;
    }

    @Override
    public Timer after(Duration delay, Executor executor, Runnable task) {
        Due due = new Due(nanos + delay.toNanos(), executor, task);
        timers.add(due);
        return () -> timers.remove(due);
    }

    /** An operator sets the clock; no time passes. */
    public void setClock(Duration ahead) {
        clockAheadMillis = ahead.toMillis();
    }

    /** Lets time pass; what falls due runs at its moment, in order. */
    public void pass(Duration time) {
        long until = nanos + time.toNanos();
        while (true) {
            var next =
                    timers.stream()
                            .filter(due -> due.atNanos <= until)
                            .min(Comparator.comparingLong(Due::atNanos));
            if (next.isEmpty()) {
                break;
            }
            timers.remove(next.get());
            nanos = next.get().atNanos;
            next.get().executor().execute(next.get().task());
        }
        nanos = until;
    }
}
