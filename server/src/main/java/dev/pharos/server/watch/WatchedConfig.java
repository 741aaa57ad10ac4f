package dev.pharos.server.watch;

import dev.pharos.core.name.ConfigKey;
import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Notice;
import dev.pharos.server.port.World;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** One configuration that somebody waits for. Thread: the hub's loop alone. */
final class WatchedConfig {
    private final Set<Delivery> watchers = new LinkedHashSet<>();
    private final Retries retries;

    WatchedConfig(World world, WatchSettings settings, Executor loop) {
        this.retries = new Retries(world, settings, loop, watchers::contains);
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

    void changed(ConfigKey key) {
        List.copyOf(watchers).forEach(delivery -> tell(key, delivery));
    }

    private void tell(ConfigKey key, Delivery delivery) {
        if (!watchers.contains(delivery)) {
            return;
        }
        Notice.Receipt receipt = retries.receipt(delivery, () -> tell(key, delivery));
        if (!delivery.offer(new Notice.ConfigChanged(key, receipt))) {
            unwatch(delivery);
        }
    }
}
