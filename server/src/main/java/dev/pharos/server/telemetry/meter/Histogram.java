package dev.pharos.server.telemetry.meter;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.DoubleStream;

/**
 * How often something took how long, or was how large. Without bounds it is a timer: count, sum and
 * largest.
 *
 * <p>Thread: any; records in a few additions, and never blocks.
 */
public final class Histogram {
    private static final long[] NANOS = {
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        25_000_000,
        50_000_000,
        100_000_000,
        250_000_000,
        500_000_000,
        1_000_000_000,
        2_500_000_000L,
        5_000_000_000L,
        10_000_000_000L
    };
    private static final long[] POWERS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
    private static final long[] NONE = {};
    private static final long LARGEST_KEPT_NANOS = 60_000_000_000L;

    private final long[] bounds;
    private final double unit;
    private final LongAdder[] buckets;
    private final LongAdder sum = new LongAdder();
    private final AtomicLong largest = new AtomicLong();
    private long largestBefore;
    private long turnedAtNanos;

    private Histogram(long[] bounds, double unit) {
        this.bounds = bounds;
        this.unit = unit;
        this.buckets = new LongAdder[bounds.length + 1];
        Arrays.setAll(buckets, _ -> new LongAdder());
        this.turnedAtNanos = System.nanoTime();
    }

    /** Of times, from a tenth of a millisecond to ten seconds; recorded in nanoseconds. */
    public static Histogram ofTimes() {
        return new Histogram(NANOS, 1e-9);
    }

    /** Of counts, from one to a thousand. */
    public static Histogram ofCounts() {
        return new Histogram(POWERS, 1);
    }

    /** Of times again, without bounds. */
    static Histogram timer() {
        return new Histogram(NONE, 1e-9);
    }

    /** Unit: nanoseconds, or as many as there were. */
    public void record(long value) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        sum.add(value);
        if (value > largest.get()) {
            largest.accumulateAndGet(value, Math::max);
        }
    }

    /** What was recorded so far; the largest is that of the last minute or two. */
    Figures figures() {
        List<Long> counts = Arrays.stream(buckets).map(LongAdder::sum).toList();
        return new Figures(upper(), counts, sum.sum() * unit, recentLargest() * unit);
    }

    private synchronized long recentLargest() {
        long now = System.nanoTime();
        long recent = Math.max(largestBefore, largest.get());
        if (now - turnedAtNanos > LARGEST_KEPT_NANOS) {
            turnedAtNanos = now;
            largestBefore = largest.getAndSet(0);
        }
        return recent;
    }

    private List<Double> upper() {
        return DoubleStream.concat(
                        Arrays.stream(bounds).mapToDouble(bound -> bound * unit),
                        DoubleStream.of(Double.POSITIVE_INFINITY))
                .boxed()
                .toList();
    }
}
