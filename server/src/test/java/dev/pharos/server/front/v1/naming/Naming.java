package dev.pharos.server.front.v1.naming;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.health.Probing;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.RegistryRules;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.app.RegistryWrites;
import dev.pharos.server.app.WatchService;
import dev.pharos.server.cluster.memory.MemoryLog;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.http.Router;
import dev.pharos.server.front.listen.Loops;
import dev.pharos.server.front.udp.UdpSender;
import dev.pharos.server.front.v1.cluster.ScriptedView;
import dev.pharos.server.front.v1.push.UdpPushes;
import dev.pharos.server.port.Commits;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.state.RegistryKeeper;
import dev.pharos.server.state.StateSettings;
import dev.pharos.server.telemetry.meter.PushMeter;
import dev.pharos.server.watch.Hub;
import dev.pharos.server.watch.ManualWorld;
import dev.pharos.server.watch.WatchSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The dialect over a whole inside in memory, called without a socket, in a time of its own. */
final class Naming implements AutoCloseable {
    private static final long MEMORY = 64 << 20;
    static final Map<String, String> PLAIN = Map.of("User-Agent", "curl/8");
    static final Map<String, String> SDK = Map.of("User-Agent", "Nacos-Java-Client:v1.1.3");

    final ManualWorld world = new ManualWorld();
    final List<Probing.Plan> plans = new ArrayList<>();
    final List<String> levels = new ArrayList<>();
    private final Loops loops = new Loops(1);
    private final UdpSender sender;
    private final Router.Section section;
    private final Router router;

    Naming() throws IOException {
        this(ScriptedView.alone());
    }

    Naming(ClusterView view) throws IOException {
        Hub hub = new Hub(world, WatchSettings.standard(), PushMeter.fresh());
        RegistryKeeper keeper = new RegistryKeeper(world, StateSettings.standard(), hub);
        MemoryLog log = new MemoryLog(world, new OfRegistry(keeper));
        RegistryRules rules = new RegistryRules(4096);
        RegistryWrites writes =
                new RegistryWrites(
                        keeper::submit, log, keeper, new RegistryWrites.Limits("", MEMORY));
        RegistryService registry = new RegistryService(world, rules, writes, keeper);
        CatalogueService catalogue = new CatalogueService(rules, writes, keeper);
        WatchService watch = new WatchService(rules, registry, hub);
        this.sender =
                UdpSender.open(
                        loops,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        UdpSender.Limits.standard(),
                        UdpPushes::acknowledged);
        UdpPushes pushes = new UdpPushes(world, watch, sender);
        this.section =
                NamingV1.section(
                        world,
                        new NamingV1.Inside(
                                registry, catalogue, watch, pushes, view, plans::add, this::level),
                        new NamingV1.Place("/nacos", "127.0.0.1:8848", 8848));
        this.router = Router.of(List.of(section), section.faults());
        keeper.start();
        pushes.start();
    }

    /** Sends a request with all its parameters in the query. */
    HttpAnswer call(String method, String rest, Map<String, String> headers) {
        HttpCall call = HttpCall.of(method, "/nacos/v1/ns/" + rest, headers, new byte[0]);
        Optional<Route> route = router.route(method, call.path());
        try {
            return route.isEmpty()
                    ? section.faults().notFound(call)
                    : route.get().endpoint().serve(call).toCompletableFuture().join();
        } catch (CompletionException e) {
            return section.faults().answer(call, Objects.requireNonNull(e.getCause()));
        } catch (RuntimeException e) {
            return section.faults().answer(call, e);
        }
    }

    /** What a plain caller is told: the body, after the status when that is not 200. */
    String told(String method, String rest) {
        return told(call(method, rest, PLAIN));
    }

    static String told(HttpAnswer answer) {
        String body = new String(answer.body(), UTF_8);
        return answer.status() == 200 ? body : answer.status() + " " + body;
    }

    private boolean level(String file, String level) {
        return levels.add(file + " " + level);
    }

    void pass(Duration time) {
        world.pass(time);
    }

    @Override
    public void close() {
        sender.close();
        loops.close(Duration.ZERO);
    }

    private record OfRegistry(RegistryKeeper keeper) implements Commits {
        @Override
        public CompletionStage<RegistryOutcome> committed(ServiceCommand command) {
            return keeper.committed(command);
        }

        @Override
        public CompletionStage<ConfigOutcome> committed(ConfigCommand command) {
            throw new IllegalStateException("no configuration here");
        }
    }
}
