package dev.pharos.server.watch;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Delivery.Subscription;
import dev.pharos.server.port.Shared;
import dev.pharos.server.port.World;
import dev.pharos.server.telemetry.meter.PushMeter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Who waits for what, and telling them.
 *
 * <p>All state belongs to one loop; every public method posts to it and returns. A change of a
 * service waits for a window that is short when the service was quiet and grows while changes keep
 * coming, so a single change arrives within milliseconds and a storm costs two messages a second
 * per subscriber. What is sent is always the newest view: a change that comes while one waits takes
 * its place. A missing acknowledgement sends the newest view again after a growing pause, nothing
 * more: a subscriber that is really gone is found out by its connection.
 *
 * <p>Limit: of what clients ask for no more waits than the settings say, else {@code Busy} is
 * thrown. What ends a delivery is never refused. Thread: any; never blocks.
 */
public final class Hub {
    private final World world;
    private final WatchSettings settings;
    private final PushMeter meter;
    private final Executor loop;
    private final Map<ServiceName, WatchedService> services = new HashMap<>();
    private final Map<ConfigKey, WatchedConfig> configs = new HashMap<>();
    private final Map<Delivery, Interests> interests = new HashMap<>();

    private volatile boolean pushing = true;

    /** How much that clients asked for waits for the loop. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** What keepers have published and the loop has not seen, of each service the newest. */
    private final Map<ServiceName, Shared<ServiceView>> unseen = new ConcurrentHashMap<>();

    /** What one delivery waits for, so that it can be forgotten at once. */
    private record Interests(Set<ServiceName> services, Set<ConfigKey> configs) {
        Interests() {
            this(new HashSet<>(), new HashSet<>());
        }

        boolean isEmpty() {
            return services.isEmpty() && configs.isEmpty();
        }
    }

    public Hub(World world, WatchSettings settings, PushMeter meter) {
        this.world = world;
        this.settings = settings;
        this.meter = meter;
        this.loop = world.loop("watch");
    }

    /**
     * From now on {@code delivery} is told when the service changes.
     *
     * @param current what it is told once, after a while, when nothing has changed by then: the
     *     clients of 2.x and 3.x drop the answer of a subscription that they renew after a
     *     reconnect
     */
    public void subscribe(
            ServiceName service,
            String pools,
            Delivery delivery,
            Supplier<Shared<ServiceView>> current) {
        ask(
                () -> {
                    services.computeIfAbsent(
                                    service,
                                    _ ->
                                            new WatchedService(
                                                    world, settings, loop, meter, () -> pushing))
                            .subscribe(delivery, pools, current);
                    interests
                            .computeIfAbsent(delivery, _ -> new Interests())
                            .services()
                            .add(service);
                });
    }

    /** Ends the subscription with this spelling of {@code pools}; others of the service stay. */
    public void unsubscribe(ServiceName service, String pools, Delivery delivery) {
        ask(
                () -> {
                    WatchedService watched = services.get(service);
                    if (watched == null || !watched.unsubscribe(delivery, pools)) {
                        return;
                    }
                    if (watched.isIdle()) {
                        services.remove(service);
                    }
                    Interests interest = interests.get(delivery);
                    if (interest != null && interest.services().remove(service)) {
                        dropIfIdle(delivery, interest);
                    }
                });
    }

    /** Whether changes of services are told. What changes meanwhile is told afterwards, once. */
    public void push(boolean isWanted) {
        pushing = isWanted;
    }

    /** From now on {@code delivery} is told when the configuration changes. */
    public void watch(ConfigKey key, Delivery delivery) {
        ask(
                () -> {
                    configs.computeIfAbsent(
                                    key, _ -> new WatchedConfig(world, settings, loop, meter))
                            .watch(delivery);
                    interests.computeIfAbsent(delivery, _ -> new Interests()).configs().add(key);
                });
    }

    public void unwatch(ConfigKey key, Delivery delivery) {
        ask(
                () -> {
                    Interests interest = interests.get(delivery);
                    if (interest != null && interest.configs().remove(key)) {
                        leave(key, delivery);
                        dropIfIdle(delivery, interest);
                    }
                });
    }

    /** The client is gone: it waits for nothing any more. */
    public void forget(Delivery delivery) {
        loop.execute(
                () -> {
                    Interests interest = interests.remove(delivery);
                    if (interest != null) {
                        interest.services().forEach(service -> leave(service, delivery));
                        interest.configs().forEach(key -> leave(key, delivery));
                    }
                });
    }

    /**
     * A keeper has published a new view. It may overtake a subscription that was asked for before
     * it, whose client is then told what there is in the end.
     *
     * <p>Order: as the keeper made them.
     */
    public void changed(ServiceName service, Shared<ServiceView> view) {
        if (unseen.put(service, view) == null) {
            long sinceNanos = world.nanos();
            loop.execute(() -> look(service, sinceNanos));
        }
    }

    /** A keeper has published a configuration, or its end. */
    public void changed(ConfigKey key) {
        long sinceNanos = world.nanos();
        loop.execute(
                () -> {
                    WatchedConfig watched = configs.get(key);
                    if (watched != null) {
                        watched.changed(key, sinceNanos);
                    }
                });
    }

    /** Who is told of changes of this service. */
    public CompletionStage<List<Subscription>> subscriptions(ServiceName service) {
        return answer(
                () -> {
                    WatchedService watched = services.get(service);
                    return watched == null ? List.of() : watched.subscriptions();
                });
    }

    /** How many subscriptions of services there are. */
    public CompletionStage<Integer> subscriptions() {
        return CompletableFuture.supplyAsync(
                () -> services.values().stream().mapToInt(WatchedService::subscriptionCount).sum(),
                loop);
    }

    /** Who is told of changes of this configuration. */
    public CompletionStage<List<Delivery>> watchers(ConfigKey key) {
        return answer(
                () -> {
                    WatchedConfig watched = configs.get(key);
                    return watched == null ? List.of() : watched.watchers();
                });
    }

    /** Of which configurations the clients at an address are told, with the md5 each has. */
    public CompletionStage<Map<ConfigKey, String>> watchedFrom(String ip) {
        return answer(
                () -> {
                    Map<ConfigKey, String> watched = new TreeMap<>();
                    interests.forEach(
                            (delivery, interest) -> {
                                if (delivery.who().ip().equals(ip)) {
                                    interest.configs()
                                            .forEach(key -> watched.put(key, delivery.md5(key)));
                                }
                            });
                    return watched;
                });
    }

    private <T> CompletionStage<T> answer(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        ask(() -> answer.complete(question.get()));
        return answer;
    }

    /** What is refused here, a client asks for again. */
    private void ask(Runnable task) {
        if (waiting.incrementAndGet() > settings.mailboxMax()) {
            waiting.decrementAndGet();
            throw new FaultException(new Fault.Busy("watch", settings.mailboxMax()));
        }
        loop.execute(
                () -> {
                    waiting.decrementAndGet();
                    task.run();
                });
    }

    private void look(ServiceName service, long sinceNanos) {
        Shared<ServiceView> view = unseen.remove(service);
        WatchedService watched = services.get(service);
        if (view != null && watched != null) {
            watched.changed(view, sinceNanos);
        }
    }

    private void leave(ServiceName service, Delivery delivery) {
        WatchedService watched = services.get(service);
        if (watched != null && watched.unsubscribe(delivery)) {
            services.remove(service);
        }
    }

    private void leave(ConfigKey key, Delivery delivery) {
        WatchedConfig watched = configs.get(key);
        if (watched != null && watched.unwatch(delivery)) {
            configs.remove(key);
        }
    }

    private void dropIfIdle(Delivery delivery, Interests interest) {
        if (interest.isEmpty()) {
            interests.remove(delivery);
        }
    }
}
