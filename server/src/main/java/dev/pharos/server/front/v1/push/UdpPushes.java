package dev.pharos.server.front.v1.push;

import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.app.WatchService;
import dev.pharos.server.front.udp.UdpSender;
import dev.pharos.server.front.wire.BrokenJsonException;
import dev.pharos.server.front.wire.Json;
import dev.pharos.server.front.wire.JsonObject;
import dev.pharos.server.port.Caller;
import dev.pharos.server.port.Shared;
import dev.pharos.server.port.Subscriber;
import dev.pharos.server.port.World;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Subscriptions of 1.x clients. Each query with a UDP port makes one or renews it; there is no
 * other way to end it than not to ask any more.
 *
 * <p>Limit: {@value #SUBSCRIPTIONS_MAX}; who comes later polls. Thread: any; never blocks.
 */
public final class UdpPushes {
    private static final int SUBSCRIPTIONS_MAX = 100_000;
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final List<String> PUSHABLE =
            List.of(
                    "Nacos-Java-Client",
                    "Nacos-DNS",
                    "Nacos-C-Client",
                    "vip-client4cpp",
                    "nacos-go-sdk",
                    "Nacos-Go-Client",
                    "Nacos-CSharp-Client");

    private record Key(ServiceName service, String pools, Subscriber who) {}

    private final World world;
    private final WatchService watch;
    private final UdpSender sender;
    private final Executor loop;
    private final PushState state;
    private final Map<Key, UdpSubscriber> subscribers = new ConcurrentHashMap<>();

    public UdpPushes(World world, WatchService watch, UdpSender sender) {
        this.world = world;
        this.watch = watch;
        this.sender = sender;
        this.loop = world.loop("udp");
        this.state = new PushState(world.millis());
    }

    /** Begins to look for clients that have stopped asking. */
    public void start() {
        world.after(SWEEP, loop, this::sweep);
    }

    /** Reads an acknowledgement: the number is text from some clients, a number from others. */
    public static OptionalLong acknowledged(byte[] datagram) {
        try {
            JsonObject json = Json.parse(datagram);
            return json.text("type", "").equals("push-ack")
                    ? OptionalLong.of(json.number("lastRefTime", 0))
                    : OptionalLong.empty();
        } catch (BrokenJsonException _) {
            return OptionalLong.empty();
        }
    }

    /** How many subscriptions there are. */
    public int subscriptions() {
        return subscribers.size();
    }

    public PushState state() {
        return state;
    }

    /**
     * Subscribes the client, or renews its subscription, and reads the service after that; absent
     * when the client cannot be pushed to.
     */
    public Optional<Shared<ServiceView>> subscribe(
            Caller caller, ServiceName service, String pools, InetSocketAddress receiver) {
        if (PUSHABLE.stream().noneMatch(caller.agent()::startsWith)) {
            return Optional.empty();
        }
        String ip = receiver.getAddress().getHostAddress();
        String id = ip + ":" + receiver.getPort();
        Key key =
                new Key(
                        service,
                        pools,
                        new Subscriber(id, ip, receiver.getPort(), caller.agent(), caller.app()));
        UdpSubscriber known = subscribers.get(key);
        if (known != null && known.renew()) {
            return Optional.empty();
        }
        if (subscribers.size() >= SUBSCRIPTIONS_MAX) {
            return Optional.empty();
        }
        UdpSubscriber fresh = new UdpSubscriber(world, sender, state, key.who(), receiver);
        Shared<ServiceView> view = watch.subscribe(caller, service, pools, fresh);
        fresh.answered(view.value());
        UdpSubscriber before = subscribers.put(key, fresh);
        if (before != null) {
            watch.forget(before);
        }
        return Optional.of(view);
    }

    private void sweep() {
        subscribers
                .values()
                .removeIf(
                        one -> {
                            boolean over = one.isOver();
                            if (over) {
                                watch.forget(one);
                            }
                            return over;
                        });
        world.after(SWEEP, loop, this::sweep);
    }
}
