package dev.pharos.server.telemetry.meter;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the log that keeps durable changes reports.
 *
 * @param syncs how long the disk took to make a batch durable
 * @param batches how many commands shared an entry
 * @param stops how often the disk had no room, so that nothing durable was taken for a while
 */
public record LogMeter(Histogram syncs, Histogram batches, LongAdder stops) {
    public static LogMeter fresh() {
        return new LogMeter(Histogram.ofTimes(), Histogram.ofCounts(), new LongAdder());
    }
}
