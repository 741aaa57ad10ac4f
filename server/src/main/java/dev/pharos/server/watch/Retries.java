package dev.pharos.server.watch;

import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Notice;
import dev.pharos.server.port.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Tells again what was not acknowledged, after a pause that doubles each time. Thread: the hub's
 * loop alone; receipts come from any.
 */
final class Retries {
    private final World world;
    private final WatchSettings settings;
    private final Executor loop;
    private final Map<Delivery, Duration> pauses = new HashMap<>();

    Retries(World world, WatchSettings settings, Executor loop) {
        this.world = world;
        this.settings = settings;
        this.loop = loop;
    }

    void forget(Delivery delivery) {
        pauses.remove(delivery);
    }

    Notice.Receipt receipt(Delivery delivery, Runnable again) {
        return new Notice.Receipt() {
            @Override
            public void arrived() {
                if (!pauses.isEmpty()) {
                    loop.execute(() -> pauses.remove(delivery));
                }
            }

            @Override
            public void missing() {
                loop.execute(() -> retry(delivery, again));
            }
        };
    }

    private void retry(Delivery delivery, Runnable again) {
        Duration pause = pauses.getOrDefault(delivery, settings.retryMin());
        Duration next = pause.multipliedBy(2);
        pauses.put(delivery, next.compareTo(settings.retryMax()) < 0 ? next : settings.retryMax());
        world.after(pause, loop, again);
    }
}
