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

    /** Whether it is known from before a restart only. */
    boolean unconfirmed;

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
        return other;
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
