package dev.pharos.server.telemetry.meter;

/**
 * What a node counts only when somebody wants to know. A number that could not be had is {@link
 * Double#NaN}.
 *
 * @param connections of gRPC clients
 */
public record Census(Naming naming, Config config, int connections) {
    /**
     * Of services.
     *
     * @param addresses which beat for themselves
     * @param publishers connections that may publish
     */
    public record Naming(
            int services,
            int instances,
            Subscriptions subscriptions,
            double addresses,
            int publishers) {}

    /** Who waits for changes of services; {@code udp} are those told that way. */
    public record Subscriptions(double all, int udp) {}

    /**
     * Of configurations.
     *
     * @param revision of the newest change
     */
    public record Config(int configs, int longPolls, long revision) {}
}
