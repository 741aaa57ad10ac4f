package dev.pharos.server.telemetry.meter;

import java.util.List;

/**
 * What a histogram held at a moment. Unit: seconds, or as many.
 *
 * @param upper where each bucket ends, the last one nowhere
 * @param counts how many are in each bucket alone
 */
record Figures(List<Double> upper, List<Long> counts, double sum, double largest) {
    static final Figures NONE = new Figures(List.of(Double.POSITIVE_INFINITY), List.of(0L), 0, 0);

    long count() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** Of both, as a timer. */
    Figures plus(Figures other) {
        return new Figures(
                NONE.upper,
                List.of(count() + other.count()),
                sum + other.sum,
                Math.max(largest, other.largest));
    }
}
