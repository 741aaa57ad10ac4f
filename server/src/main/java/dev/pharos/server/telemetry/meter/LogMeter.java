package dev.pharos.server.telemetry.meter;

/**
 * What the log that keeps durable changes reports.
 *
 * @param syncs how long the disk took to make a batch durable
 * @param batches how many commands shared an entry
 */
public record LogMeter(Histogram syncs, Histogram batches) {
    public static LogMeter fresh() {
        return new LogMeter(Histogram.ofTimes(), Histogram.ofCounts());
    }
}
