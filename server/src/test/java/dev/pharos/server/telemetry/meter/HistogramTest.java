package dev.pharos.server.telemetry.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HistogramTest {
    @Test
    void eachValueFallsIntoTheFirstBucketThatHoldsIt() {
        Histogram counts = Histogram.ofCounts();
        for (long value : new long[] {1, 2, 3, 4, 1024, 1025}) {
            counts.record(value);
        }

        Figures figures = counts.figures();

        assertThat(figures.upper())
                .startsWith(1.0, 2.0, 4.0)
                .endsWith(1024.0, Double.POSITIVE_INFINITY);
        assertThat(figures.counts())
                .containsExactly(1L, 1L, 2L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L, 1L);
        assertThat(figures.count()).isEqualTo(6);
        assertThat(figures.sum()).isEqualTo(2059);
        assertThat(figures.largest()).isEqualTo(1025);
    }

    @Test
    void timesAreToldInSeconds() {
        Histogram times = Histogram.ofTimes();
        times.record(100_000); // the bound itself
        times.record(1_500_000_000L);

        Figures figures = times.figures();

        assertThat(figures.upper().getFirst()).isCloseTo(0.0001, within(1e-12));
        assertThat(figures.counts().getFirst()).isEqualTo(1);
        assertThat(figures.sum()).isCloseTo(1.5001, within(1e-9));
        assertThat(figures.largest()).isCloseTo(1.5, within(1e-9));
    }

    @Test
    void nothingIsLostWhenManyRecordAtOnce() {
        Histogram counts = Histogram.ofCounts();
        IntStream.range(0, 100_000).parallel().forEach(i -> counts.record(i % 2000));

        Figures figures = counts.figures();

        assertThat(figures.count()).isEqualTo(100_000);
        assertThat(figures.sum()).isEqualTo(99_950_000);
        assertThat(figures.largest()).isEqualTo(1999);
    }
}
