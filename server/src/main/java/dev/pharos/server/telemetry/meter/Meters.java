package dev.pharos.server.telemetry.meter;

/** What the rooms of one node report while they work. */
public record Meters(
        LogMeter log, PushMeter push, RequestMeter requests, ProbeMeter probes, PeerMeter peers) {
    /** {@code context}: what every HTTP path begins with, which is no part of a label. */
    public static Meters of(String context) {
        return of(context, new PeerMeter());
    }

    /** The same, of a node with peers. */
    public static Meters of(String context, PeerMeter peers) {
        return new Meters(
                LogMeter.fresh(),
                PushMeter.fresh(),
                new RequestMeter(context),
                new ProbeMeter(),
                peers);
    }
}
