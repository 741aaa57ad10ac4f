package dev.pharos.testkit.contract;

import dev.pharos.core.config.ConfigRules;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.RegistryRules;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.app.CapacityService;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.app.ConfigService;
import dev.pharos.server.app.ConfigWrites;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.app.RegistryWrites;
import dev.pharos.server.app.WatchService;
import dev.pharos.server.cluster.memory.MemoryLog;
import dev.pharos.server.cluster.memory.MemoryStore;
import dev.pharos.server.front.grpc.GrpcLimits;
import dev.pharos.server.front.grpc.GrpcServer;
import dev.pharos.server.front.http.Accesses;
import dev.pharos.server.front.http.HttpLimits;
import dev.pharos.server.front.http.HttpServer;
import dev.pharos.server.front.http.Origins;
import dev.pharos.server.front.http.Router;
import dev.pharos.server.front.listen.Loops;
import dev.pharos.server.front.rpc.RpcDialect;
import dev.pharos.server.front.udp.UdpSender;
import dev.pharos.server.front.v1.config.ConfigFaults;
import dev.pharos.server.front.v1.config.ConfigV1;
import dev.pharos.server.front.v1.push.UdpPushes;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Notice;
import dev.pharos.server.port.Shared;
import dev.pharos.server.state.ConfigKeeper;
import dev.pharos.server.state.Keepers;
import dev.pharos.server.state.RegistryKeeper;
import dev.pharos.server.state.StateSettings;
import dev.pharos.server.telemetry.meter.PushMeter;
import dev.pharos.server.watch.Hub;
import dev.pharos.server.watch.WatchSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;

/**
 * A node in parts, so that the deliveries of its engines can be reached. Its own hub says nothing:
 * what a client hears, the test has offered. All sockets are on one event loop, which can be held.
 */
final class DeliveryBed implements AutoCloseable {
    private static final ConfigV1.Operator OPERATOR =
            new ConfigV1.Operator((_, _) -> true, Optional::empty);

    private static final long MEMORY = 64 << 20;
    static final ServiceName SERVICE = new ServiceName(Namespace.PUBLIC, "DEFAULT_GROUP", "orders");
    static final ConfigKey CONFIG = new ConfigKey(Namespace.PUBLIC, "g", "watched");

    /** How long the engines wait for acknowledgements. */
    static final Duration ACK = Duration.ofMillis(400);

    private static final Duration NEVER = Duration.ofHours(1);

    private final HeldWorld world = new HeldWorld();
    private final Loops loops = new Loops(1);
    private final RegistryKeeper registry;
    private final WatchService watching;
    private final ConfigService configs;
    private final UdpSender sender;
    private final UdpPushes pushes;
    private final GrpcServer grpc;
    private final HttpServer http;
    private final int httpPort;
    private CountDownLatch held = new CountDownLatch(0);

    DeliveryBed() throws IOException {
        Hub hub =
                new Hub(
                        world,
                        new WatchSettings(NEVER, NEVER, NEVER, NEVER, 1 << 10),
                        PushMeter.fresh());
        registry = new RegistryKeeper(world, StateSettings.standard(), hub);
        ConfigKeeper config =
                new ConfigKeeper(world, StateSettings.standard(), hub, new MemoryStore());
        CommandLog log = new MemoryLog(world, new Keepers(registry, config));
        RegistryRules rules = new RegistryRules(1024);
        RegistryWrites writes =
                new RegistryWrites(
                        registry::submit, log, registry, new RegistryWrites.Limits("", MEMORY));
        RegistryService registering = new RegistryService(world, rules, writes, registry);
        watching = new WatchService(rules, registering, hub);
        ConfigRules configRules = new ConfigRules(1 << 20);
        ConfigWrites configWrites =
                new ConfigWrites(
                        world, log, config, new ConfigWrites.Limits("", MEMORY, MEMORY, MEMORY));
        configs = new ConfigService(world, configRules, configWrites, config, hub);
        CapacityService capacities = new CapacityService(world, configRules, configWrites, config);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        sender =
                UdpSender.open(
                        loops, any, new UdpSender.Limits(ACK, 1 << 16), UdpPushes::acknowledged);
        pushes = new UdpPushes(world, watching, sender);
        RpcDialect.Inside inside =
                new RpcDialect.Inside(
                        registering,
                        new CatalogueService(rules, writes, registry),
                        watching,
                        configs,
                        uncounted());
        grpc =
                new GrpcServer(
                        new GrpcServer.Sockets(any, loops.group(), loops.channels()),
                        limits(),
                        new RpcDialect(inside),
                        GrpcServer.Calls.NONE,
                        world::millis);
        grpc.start();
        grpc.ready();
        http =
                new HttpServer(
                        loops,
                        HttpLimits.standard(),
                        Router.of(
                                List.of(
                                        ConfigV1.section(
                                                world, configs, capacities, OPERATOR, "/nacos")),
                                new ConfigFaults()),
                        Origins.of("*"),
                        Accesses.NONE);
        httpPort = http.start(any, "server.port");
    }

    private static RpcDialect.Pushes uncounted() {
        return new RpcDialect.Pushes() {
            @Override
            public void sent() {}

            @Override
            public void arrived(long tookMillis) {}
        };
    }

    HeldWorld world() {
        return world;
    }

    UdpPushes pushes() {
        return pushes;
    }

    int grpcPort() {
        return grpc.port();
    }

    int httpPort() {
        return httpPort;
    }

    /** From now on no engine does anything. */
    void hold() {
        CountDownLatch latch = new CountDownLatch(1);
        held = latch;
        loops.group()
                .execute(
                        () -> {
                            try {
                                latch.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
    }

    void release() {
        held.countDown();
    }

    /** The service has one instance from now on, whose port is the state. */
    Notice.ServiceChanged serviceChanged(int state, Notice.Receipt receipt) {
        registry.submit(
                        new RegistryCommand.Register(
                                SERVICE,
                                ClientId.connection("provider"),
                                List.of(Instance.at(SERVICE, "10.0.0.1", state)),
                                false,
                                0))
                .toCompletableFuture()
                .join();
        Shared<ServiceView> view = registry.find(SERVICE).orElseThrow();
        return new Notice.ServiceChanged(view, "", receipt);
    }

    /** The one that waits for the service, as soon as it does. */
    Delivery subscriber() {
        return Awaitility.await("a subscriber")
                .until(
                        () -> watching.subscriptions(SERVICE).toCompletableFuture().join(),
                        found -> found.size() == 1)
                .getFirst()
                .delivery();
    }

    /** The one that waits for the configuration, as soon as it does. */
    Delivery watcher() {
        return Awaitility.await("a watcher")
                .until(
                        () -> configs.watchers(CONFIG).toCompletableFuture().join(),
                        found -> found.size() == 1)
                .getFirst();
    }

    /** The engines end, as they do when a node ends. */
    void end() {
        release();
        http.close();
        grpc.close();
        sender.close();
        loops.close();
    }

    @Override
    public void close() {
        end();
        world.close();
    }

    private static GrpcLimits limits() {
        GrpcLimits standard = GrpcLimits.standard();
        GrpcLimits.Patience patience = standard.patience();
        return new GrpcLimits(
                standard.intake(),
                standard.outbox(),
                new GrpcLimits.Patience(
                        patience.setup(),
                        patience.quietAfterSetup(),
                        patience.silence(),
                        patience.detection(),
                        ACK,
                        patience.blocked()));
    }
}
