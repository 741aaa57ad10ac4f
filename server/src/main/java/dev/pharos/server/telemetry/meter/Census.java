package dev.pharos.server.telemetry.meter;

import java.util.List;

/**
 * What a node counts only when somebody wants to know. A number that could not be had is {@link
 * Double#NaN}.
 *
 * @param connections of gRPC clients
 * @param nodes of the cluster, this one among them
 */
public record Census(Naming naming, Config config, int connections, List<Node> nodes) {
    public Census {
        nodes = List.copyOf(nodes);
    }

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

    /**
     * A node, as this one sees it.
     *
     * @param role in the group that orders durable changes
     * @param term in which it was last heard of
     * @param applied index of the last entry that its state had then
     */
    public record Node(
            String address,
            boolean isSelf,
            boolean isUp,
            String role,
            double term,
            double applied) {}
}
