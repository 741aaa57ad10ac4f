package dev.pharos.server.telemetry.meter;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the part that pushes reports.
 *
 * @param services from the change of a service to the subscriber's acknowledgement
 * @param configs from the change of a configuration to the listener's acknowledgement, or to the
 *     answer of its long poll
 * @param missing how many acknowledgements did not come
 */
public record PushMeter(Histogram services, Histogram configs, LongAdder missing) {
    public static PushMeter fresh() {
        return new PushMeter(Histogram.ofTimes(), Histogram.ofTimes(), new LongAdder());
    }
}
