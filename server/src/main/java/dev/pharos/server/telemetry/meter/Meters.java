package dev.pharos.server.telemetry.meter;

/** What the rooms of one node report while they work. */
public record Meters(LogMeter log, PushMeter push, RequestMeter requests, ProbeMeter probes) {
    /** {@code context}: what every HTTP path begins with, which is no part of a label. */
    public static Meters of(String context) {
        return new Meters(
                LogMeter.fresh(), PushMeter.fresh(), new RequestMeter(context), new ProbeMeter());
    }
}
