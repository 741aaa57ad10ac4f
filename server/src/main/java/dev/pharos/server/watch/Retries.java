package dev.pharos.server.watch;

import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Notice;
import dev.pharos.server.port.World;
import dev.pharos.server.telemetry.meter.Histogram;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Tells again what was not acknowledged, after a pause that doubles each time. However many notices
 * a delivery has missed, it is told again once: the newest view makes up for all of them.
 *
 * <p>Thread: the hub's loop alone; receipts come from any.
 */
final class Retries {
    private final World world;
    private final WatchSettings settings;
    private final Executor loop;
    private final Predicate<Delivery> waits;
    private final Meter meter;
    private final Set<Delivery> due = new HashSet<>();

    /** Changed on the loop; any thread asks whether it is empty. */
    private final Map<Delivery, Duration> pauses = new ConcurrentHashMap<>();

    /** What becomes of what is told: how long it took to arrive, or that it did not. */
    record Meter(Histogram arrivals, LongAdder missing) {}

    /**
     * {@code waits}: whether a delivery is still there; the receipt of one that went comes late.
     */
    Retries(
            World world,
            WatchSettings settings,
            Executor loop,
            Predicate<Delivery> waits,
            Meter meter) {
        this.world = world;
        this.settings = settings;
        this.loop = loop;
        this.waits = waits;
        this.meter = meter;
    }

    void forget(Delivery delivery) {
        pauses.remove(delivery);
        due.remove(delivery);
    }

    /** {@code sinceNanos}: when what is told came about. */
    Notice.Receipt receipt(Delivery delivery, long sinceNanos, Runnable again) {
        return new Notice.Receipt() {
            @Override
            public void arrived() {
                meter.arrivals().record(world.nanos() - sinceNanos);
                if (!pauses.isEmpty()) {
                    loop.execute(() -> pauses.remove(delivery));
                }
            }

            @Override
            public void missing() {
                meter.missing().increment();
                loop.execute(() -> retry(delivery, again));
            }
        };
    }

    private void retry(Delivery delivery, Runnable again) {
        if (!waits.test(delivery) || !due.add(delivery)) {
            return;
        }
        Duration pause = pauses.getOrDefault(delivery, settings.retryMin());
        Duration next = pause.multipliedBy(2);
        pauses.put(delivery, next.compareTo(settings.retryMax()) < 0 ? next : settings.retryMax());
        world.after(
                pause,
                loop,
                () -> {
                    if (due.remove(delivery)) {
                        again.run();
                    }
                });
    }
}
