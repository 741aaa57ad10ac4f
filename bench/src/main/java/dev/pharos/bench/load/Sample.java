package dev.pharos.bench.load;

import java.util.Comparator;
import java.util.List;

/** What one window of a loop has shown. */
record Sample(double perSecond, double cpuMicros, long failures) {
    /** By CPU, which others on the machine disturb least. */
    static Sample median(List<Sample> samples) {
        return samples.stream()
                .sorted(Comparator.comparingDouble(Sample::cpuMicros))
                .toList()
                .get(samples.size() / 2);
    }
}
