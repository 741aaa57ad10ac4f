package dev.pharos.core.registry;

import dev.pharos.core.health.Heartbeat;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.size.Size;
import java.util.List;

/**
 * What one client publishes for one service. Mutable, and alive only inside a {@link Registry}.
 *
 * <p>Unit: milliseconds as commands carry them; {@code order} counts registrations, the newest is
 * shown where two clients publish one address.
 */
final class Publication {
    final boolean beating;
    final long order;
    List<Instance> instances;
    long lastHeardMillis;

    /** Whether it is known from before a restart only, or its node is out of reach. */
    boolean unconfirmed;

    /** Whether it is kept, and not shown. */
    boolean hidden;

    /** Whether this node says when it goes; else another does. */
    boolean own = true;

    /** When this node was last told by the client itself that it lives. */
    long toldMillis = Long.MIN_VALUE / 2;

    private final Heartbeat heartbeat;

    Publication(List<Instance> instances, boolean beating, long order, long heardMillis) {
        this.instances = instances;
        this.beating = beating;
        this.order = order;
        this.lastHeardMillis = heardMillis;
        this.heartbeat =
                instances.isEmpty()
                        ? Heartbeat.DEFAULT
                        : Heartbeat.of(instances.getFirst().metadata());
    }

    /** In memory. */
    static long bytes(ClientId client, List<Instance> instances) {
        long sum = 3 * Size.NODE + Size.of(client.value());
        for (Instance instance : instances) {
            sum += instance.bytes();
        }
        return sum;
    }

    /** The same with these instances alone. */
    Publication with(List<Instance> others) {
        Publication other = new Publication(others, beating, order, lastHeardMillis);
        other.unconfirmed = unconfirmed;
        other.hidden = hidden;
        other.own = own;
        other.toldMillis = toldMillis;
        return other;
    }

    /** Whether its address says whose it is, since its connection does not come back. */
    boolean isLeft() {
        return unconfirmed && !beating;
    }

    /** Whether readers see no difference. */
    boolean isShownAs(Publication other) {
        return hidden == other.hidden && instances.equals(other.instances);
    }

    /** Whether this node has heard the client itself so lately that nobody may say it is ill. */
    boolean isHeard(long nowMillis) {
        return beating && heartbeat.verdict(toldMillis, nowMillis) == Heartbeat.Verdict.HEALTHY;
    }

    Heartbeat.Verdict verdict(long nowMillis) {
        return beating ? heartbeat.verdict(lastHeardMillis, nowMillis) : Heartbeat.Verdict.HEALTHY;
    }

    /** Returns whether that changed anything. */
    boolean mark(boolean healthy) {
        if (instances.stream().allMatch(instance -> instance.healthy() == healthy)) {
            return false;
        }
        instances = instances.stream().map(instance -> instance.withHealthy(healthy)).toList();
        return true;
    }
}
