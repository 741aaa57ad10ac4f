package dev.pharos.server.watch;

import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Delivery.Subscription;
import dev.pharos.server.port.Notice;
import dev.pharos.server.port.Shared;
import dev.pharos.server.port.World;
import dev.pharos.server.telemetry.meter.PushMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One service that somebody waits for. Thread: the hub's loop alone. */
final class WatchedService {
    /** Changes that follow each other within so many shortest windows are a storm. */
    private static final int STORM_WINDOWS = 3;

    private final World world;
    private final WatchSettings settings;
    private final Executor loop;
    private final Map<Delivery, Set<String>> subscribers = new LinkedHashMap<>();
    private final Retries retries;
    private final BooleanSupplier pushing;
    private @Nullable Shared<ServiceView> newest;
    private boolean waiting;
    private Duration window;
    private long toldNanos;
    private long changedNanos;

    /** When the change came about that is told now, or is the next to be told. */
    private long sinceNanos;

    /** {@code pushing}: while it says no, what is to be told waits. */
    WatchedService(
            World world,
            WatchSettings settings,
            Executor loop,
            PushMeter meter,
            BooleanSupplier pushing) {
        this.world = world;
        this.settings = settings;
        this.loop = loop;
        this.pushing = pushing;
        this.window = settings.windowMin();
        this.toldNanos = world.nanos() - settings.windowMax().toNanos();
        this.changedNanos = toldNanos;
        this.retries =
                new Retries(
                        world,
                        settings,
                        loop,
                        subscribers::containsKey,
                        new Retries.Meter(meter.services(), meter.missing()));
    }

    /**
     * {@code current}: the view to tell a new subscriber of when no change has been told by then.
     */
    void subscribe(Delivery delivery, String pools, Supplier<Shared<ServiceView>> current) {
        if (!subscribers.computeIfAbsent(delivery, _ -> new LinkedHashSet<>()).add(pools)) {
            return;
        }
        long subscribedNanos = world.nanos();
        Shared<ServiceView> then = current.get();
        world.after(
                settings.windowMax(),
                loop,
                () -> {
                    Shared<ServiceView> now = current.get();
                    if (toldNanos - subscribedNanos >= 0 || !saysTheSame(then, now)) {
                        return; // the change has been told, or is about to be
                    }
                    if (pushing.getAsBoolean()) {
                        tell(delivery, pools, now, world.nanos());
                    } else {
                        changed(now, world.nanos());
                    }
                });
    }

    private static boolean saysTheSame(Shared<ServiceView> one, Shared<ServiceView> other) {
        return one == other
                || (one.value().profile().equals(other.value().profile())
                        && one.value().instances().equals(other.value().instances()));
    }

    /** Returns whether the delivery waits for nothing of this service any more. */
    boolean unsubscribe(Delivery delivery, String pools) {
        Set<String> spellings = subscribers.get(delivery);
        if (spellings != null && spellings.remove(pools) && spellings.isEmpty()) {
            unsubscribe(delivery);
            return true;
        }
        return false;
    }

    boolean isIdle() {
        return subscribers.isEmpty();
    }

    /** Returns whether nobody waits any more. */
    boolean unsubscribe(Delivery delivery) {
        subscribers.remove(delivery);
        retries.forget(delivery);
        return subscribers.isEmpty();
    }

    List<Subscription> subscriptions() {
        List<Subscription> all = new ArrayList<>();
        subscribers.forEach(
                (delivery, spellings) ->
                        spellings.forEach(pools -> all.add(new Subscription(delivery, pools))));
        return all;
    }

    int subscriptionCount() {
        return subscribers.values().stream().mapToInt(Set::size).sum();
    }

    void changed(Shared<ServiceView> view, long publishedNanos) {
        newest = view;
        long quiet = world.nanos() - changedNanos;
        changedNanos += quiet;
        if (waiting) {
            return;
        }
        waiting = true;
        sinceNanos = publishedNanos;
        window = next(quiet);
        world.after(window, loop, this::tellAll);
    }

    /** Twice as long while changes keep coming; each half a window of quiet halves it. */
    private Duration next(long quietNanos) {
        long nanos = window.toNanos();
        long least = settings.windowMin().toNanos();
        if (quietNanos < Math.max(nanos / 2, STORM_WINDOWS * least)) {
            return bounded(2 * nanos);
        }
        long left = quietNanos;
        while (left >= nanos / 2 && nanos > least) {
            left -= nanos / 2;
            nanos /= 2;
        }
        return bounded(nanos);
    }

    private Duration bounded(long nanos) {
        return Duration.ofNanos(
                Math.clamp(nanos, settings.windowMin().toNanos(), settings.windowMax().toNanos()));
    }

    private void tellAll() {
        if (!pushing.getAsBoolean() && !isIdle()) {
            world.after(settings.windowMax(), loop, this::tellAll);
            return;
        }
        waiting = false;
        toldNanos = world.nanos();
        for (Delivery delivery : List.copyOf(subscribers.keySet())) {
            tell(delivery);
        }
    }

    private void tell(Delivery delivery) {
        Set<String> pools = subscribers.get(delivery);
        Shared<ServiceView> view = newest;
        if (pools == null || view == null) {
            return;
        }
        for (String spelling : new ArrayList<>(pools)) {
            if (!tell(delivery, spelling, view, sinceNanos)) {
                return;
            }
        }
    }

    /** Returns whether the subscriber is still there. */
    private boolean tell(Delivery delivery, String pools, Shared<ServiceView> view, long since) {
        Set<String> spellings = subscribers.get(delivery);
        if (spellings == null || !spellings.contains(pools)) {
            return false;
        }
        Notice.Receipt receipt = retries.receipt(delivery, since, () -> tellAgain(delivery, view));
        if (!delivery.offer(new Notice.ServiceChanged(view, pools, receipt))) {
            unsubscribe(delivery);
            return false;
        }
        return true;
    }

    /** The newest view, which is the one that was lost while nothing has changed since. */
    private void tellAgain(Delivery delivery, Shared<ServiceView> lost) {
        if (newest == null) {
            newest = lost;
        }
        if (pushing.getAsBoolean()) {
            tell(delivery);
        } else {
            changed(newest, world.nanos());
        }
    }
}
