package dev.pharos.server.boot;

import dev.pharos.core.member.Address;
import dev.pharos.server.app.WatchService;
import dev.pharos.server.boot.company.Company;
import dev.pharos.server.cluster.member.Alone;
import dev.pharos.server.cluster.sync.Pictures;
import dev.pharos.server.cluster.sync.Replication;
import dev.pharos.server.front.grpc.Dialect;
import dev.pharos.server.front.grpc.GrpcServer;
import dev.pharos.server.front.http.Accesses;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpServer;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.http.Router;
import dev.pharos.server.front.listen.Loops;
import dev.pharos.server.front.rpc.RpcDialect;
import dev.pharos.server.front.udp.UdpSender;
import dev.pharos.server.front.v1.push.UdpPushes;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.Prober;
import dev.pharos.server.port.RegistryLog;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.port.cluster.Founding;
import dev.pharos.server.probe.HealthRounds;
import dev.pharos.server.probe.SocketProber;
import dev.pharos.server.settings.SettingException;
import dev.pharos.server.settings.Settings;
import dev.pharos.server.state.ConfigKeeper;
import dev.pharos.server.state.Keepers;
import dev.pharos.server.state.RegistryKeeper;
import dev.pharos.server.telemetry.meter.Exposition;
import dev.pharos.server.telemetry.meter.Meters;
import dev.pharos.server.telemetry.meter.ProbeMeter;
import dev.pharos.server.watch.Hub;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One node, put together by hand: top to bottom in the order in which things start, closed from the
 * bottom to the top. Nothing here is static, so several nodes fit in one process.
 */
public final class Assembly implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final List<Route> routes;
    private final List<String> payloadTypes;
    private final Place place;
    private final Meters meters;
    private final Exposition exposition;

    private Assembly(World world, Settings settings, Plugs plugs)
            throws IOException, SettingException {
        Slices slices = new Slices(settings);
        Ports ports = Ports.of(settings);
        this.place = Place.of(settings, ports);
        this.meters = Meters.of(place.context(), plugs.peerMeter());

        // The inside: what is waited for, and the single writers.
        Hub hub = new Hub(world, slices.watch(), meters.push());
        RegistryKeeper registry = new RegistryKeeper(world, slices.state(), hub);
        Plugs.Kept kept = kept(plugs);
        ConfigKeeper config = new ConfigKeeper(world, slices.state(), hub, kept.past());

        // The logs: how a command reaches its writer.
        Keepers keepers = new Keepers(registry, config);
        Plugs.Log log = bringBack(world, kept, plugs, keepers);
        CommandLog durable = log.commands();
        RegistryLog ephemeral = ephemeral(world, slices, plugs, registry);

        // The use cases.
        Dialects.UseCases inside =
                Dialects.UseCases.of(
                        world, slices, new Dialects.Logs(ephemeral, log), keepers, hub);
        Prober prober = counted(new SocketProber(world), meters.probes());
        Dialects.About about = about(settings, plugs, log);
        ClusterView view = about.view();
        BooleanSupplier leads = () -> view.now().isLeading();
        HealthRounds rounds = new HealthRounds(world, registry::services, durable, prober, leads);

        // What clients speak. From here on sockets are open.
        Loops loops = Loops.standard();
        closing.push(loops::close);
        try {
            UdpPushes pushes = pushes(world, loops, inside.watch(), ports.httpSocket());
            Dialects dialects = new Dialects(world, inside, pushes, rounds::follow, about);
            RpcDialect payloads = dialects.payloads();
            Router router = dialects.router(payloads);
            this.routes = router.routes();
            this.payloadTypes = payloads.types().stream().sorted().toList();
            GrpcServer grpc = grpc(world, loops, slices, ports, payloads);
            HttpServer http = http(loops, slices, router, plugs.accesses());
            this.exposition =
                    new Exposition(meters, new Headcount(inside, config, pushes, grpc, http, view));
            closing.push(exposition::close);

            // Now it runs: first the inside, then gRPC, and HTTP, which answers whether the node
            // is ready, last.
            registry.start();
            rounds.start();
            new Purge(world, inside.configs(), inside.catalogue(), slices.kept(), leads).start();
            pushes.start();
            start(grpc, ports);
            closing.push(() -> http.drain(DRAIN));
            http.start(ports.httpSocket(), Ports.KEY);
            closing.push(inside.registry()::leave);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * A node that listens and is ready when this returns. Blocks for a moment.
     *
     * @param world stays its owner's, and outlives the node
     * @throws IOException in one line, which port cannot be had, and which key to change
     * @throws SettingException in one line, which settings do not fit each other
     */
    public static Assembly start(World world, Settings settings, Plugs plugs)
            throws IOException, SettingException {
        return new Assembly(world, settings, plugs);
    }

    /** Where HTTP is answered, also when the system chose it. */
    public int httpPort() {
        return place.httpPort();
    }

    /** Where gRPC is answered. */
    public int grpcPort() {
        return place.grpcPort();
    }

    /** Every gRPC payload type of this node, in alphabetical order. */
    public List<String> payloadTypes() {
        return payloadTypes;
    }

    Place place() {
        return place;
    }

    /** Every HTTP route of this node. */
    public List<Route> routes() {
        return routes;
    }

    /** Drains and stops, the last started first. Blocks for a few seconds. */
    @Override
    public void close() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }

    /** The state becomes what it was: what is durable, and then who was there. */
    private Plugs.Log bringBack(World world, Plugs.Kept kept, Plugs plugs, Keepers keepers)
            throws IOException {
        plugs.company().ifPresent(company -> keepers.registry().join(company.run()));
        keepers.tell(false);
        Plugs.Log log = kept.start(world, keepers, meters.log());
        closing.push(log.commands()::close);
        if (plugs.picture().isPresent()) {
            Pictures pictures = Pictures.start(world, plugs.picture().get(), keepers.registry());
            closing.push(pictures::close);
        }
        keepers.tell(true);
        return log;
    }

    /** With others: what they hold is held here too when this returns, or they were not reached. */
    private RegistryLog ephemeral(
            World world, Slices slices, Plugs plugs, RegistryKeeper registry) {
        RegistryLog local = plugs.ephemeral().apply(registry::submit);
        if (plugs.company().isEmpty()) {
            return local;
        }
        Company company = plugs.company().get();
        Replication.Parts parts =
                new Replication.Parts(local, registry, company.link(), company.view());
        Replication replication =
                Replication.start(world, slices.sync(), parts).toCompletableFuture().join();
        closing.push(replication::close);
        return replication.log();
    }

    /** Closed after the log, which writes to it. */
    private Plugs.Kept kept(Plugs plugs) throws IOException {
        Plugs.Kept kept = plugs.durable().open();
        closing.push(kept.past()::close);
        return kept;
    }

    private Dialects.About about(Settings settings, Plugs plugs, Plugs.Log log) {
        Address address = new Address(place.host(), place.httpPort());
        Alone alone = new Alone(address, place.grpcPort(), log.standing());
        ClusterView view = plugs.company().map(Company::view).orElse(alone);
        Founding founding = plugs.company().map(Company::founding).orElse(alone);
        return new Dialects.About(place, settings, view, founding, plugs.findings(), this::figures);
    }

    /** UDP pushes leave from a port that the system chooses; their answers come back to it. */
    private UdpPushes pushes(
            World world, Loops loops, WatchService watching, InetSocketAddress http)
            throws IOException {
        InetSocketAddress any = new InetSocketAddress(http.getAddress(), 0);
        UdpSender sender =
                UdpSender.open(loops, any, UdpSender.Limits.standard(), UdpPushes::acknowledged);
        closing.push(sender::close);
        return new UdpPushes(world, watching, sender);
    }

    private GrpcServer grpc(
            World world, Loops loops, Slices slices, Ports ports, Dialect payloads) {
        return new GrpcServer(
                new GrpcServer.Sockets(ports.grpcSocket(), loops.group(), loops.channels()),
                slices.grpc(),
                payloads,
                meters.requests()::rpc,
                world::millis);
    }

    private HttpServer http(Loops loops, Slices slices, Router router, Accesses others) {
        return new HttpServer(
                loops,
                slices.http(),
                router,
                slices.origins(),
                access -> {
                    meters.requests()
                            .http(access.method(), access.route(), access.status(), access.nanos());
                    others.answered(access);
                });
    }

    private void start(GrpcServer grpc, Ports ports) throws IOException {
        try {
            grpc.start();
        } catch (IOException e) {
            throw ports.refused(e);
        }
        grpc.ready();
        closing.push(grpc::close);
    }

    private static Prober counted(Prober prober, ProbeMeter meter) {
        return (checker, ip, port, deadline) -> {
            meter.asked(checker.type());
            return prober.probe(checker, ip, port, deadline);
        };
    }

    private HttpAnswer figures() {
        return HttpAnswer.of(200, Exposition.TYPE, exposition.text());
    }
}
