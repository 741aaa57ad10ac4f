package dev.pharos.server.watch;

import dev.pharos.core.name.ConfigKey;
import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Notice;
import dev.pharos.server.port.World;
import dev.pharos.server.telemetry.meter.PushMeter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** One configuration that somebody waits for. Thread: the hub's loop alone. */
final class WatchedConfig {
    private final Set<Delivery> watchers = new LinkedHashSet<>();
    private final Retries retries;

    WatchedConfig(World world, WatchSettings settings, Executor loop, PushMeter meter) {
        this.retries =
                new Retries(
                        world,
                        settings,
                        loop,
                        watchers::contains,
                        new Retries.Meter(meter.configs(), meter.missing()));
    }

    void watch(Delivery delivery) {
        watchers.add(delivery);
    }

    /** Returns whether nobody waits any more. */
    boolean unwatch(Delivery delivery) {
        watchers.remove(delivery);
        retries.forget(delivery);
        return watchers.isEmpty();
    }

    List<Delivery> watchers() {
        return List.copyOf(watchers);
    }

    void changed(ConfigKey key, long sinceNanos) {
        List.copyOf(watchers).forEach(delivery -> tell(key, sinceNanos, delivery));
    }

    private void tell(ConfigKey key, long sinceNanos, Delivery delivery) {
        if (!watchers.contains(delivery)) {
            return;
        }
        Notice.Receipt receipt =
                retries.receipt(delivery, sinceNanos, () -> tell(key, sinceNanos, delivery));
        if (!delivery.offer(new Notice.ConfigChanged(key, receipt))) {
            unwatch(delivery);
        }
    }
}
