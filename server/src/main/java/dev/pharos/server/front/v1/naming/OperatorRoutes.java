package dev.pharos.server.front.v1.naming;

import static dev.pharos.server.front.http.Route.prompt;

import com.sun.management.OperatingSystemMXBean;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.member.Life;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.app.WatchService;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.v1.push.UdpPushes;
import dev.pharos.server.front.wire.JsonWriter;
import dev.pharos.server.front.wire.Params;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.port.cluster.ClusterView.Node;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /operator}, and {@code /ops} by its other name: counters and servers. */
final class OperatorRoutes {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final Logger LOG = LoggerFactory.getLogger(OperatorRoutes.class);

    private final World world;
    private final RegistryService registry;
    private final WatchService watch;
    private final CatalogueService catalogue;
    private final UdpPushes pushes;
    private final Switches switches;
    private final NamingV1.Place place;
    private final ClusterView view;
    private final BiPredicate<String, String> levels;

    OperatorRoutes(World world, NamingV1.Inside inside, Switches switches, NamingV1.Place place) {
        this.world = world;
        this.registry = inside.registry();
        this.watch = inside.watch();
        this.catalogue = inside.catalogue();
        this.pushes = inside.pushes();
        this.switches = switches;
        this.place = place;
        this.view = inside.view();
        this.levels = inside.levels();
    }

    List<Route> routes(String base) {
        return Stream.of(base + "/operator", base + "/ops")
                .flatMap(
                        path ->
                                Stream.of(
                                        prompt("GET", path + "/metrics", this::metrics),
                                        prompt("GET", path + "/switches", this::switches),
                                        prompt("PUT", path + "/switches", this::set),
                                        prompt("GET", path + "/push/state", this::pushState),
                                        prompt("GET", path + "/servers", this::servers),
                                        prompt("GET", path + "/distro/client", this::owner),
                                        prompt("PUT", path + "/log", this::log)))
                .toList();
    }

    private CompletionStage<HttpAnswer> metrics(HttpCall call) {
        if (Decoding.params(call).plainFlag("onlyStatus", true)) {
            return Answers.json(call, json -> json.text("status", switches.status()));
        }
        return watch.subscriptions()
                .thenCombine(
                        registry.addresses(),
                        (subscriptions, addresses) ->
                                Answers.encoded(
                                        call,
                                        JsonWriter.object(
                                                json -> counters(json, subscriptions, addresses))));
    }

    /** Who publishes: connections, addresses that beat, and addresses that are probed. */
    private void counters(JsonWriter json, int subscriptions, int addresses) {
        CatalogueService.Counts all = catalogue.counts();
        int connections = registry.connections();
        long clients = (long) connections + addresses + all.persistentAddresses();
        Runtime runtime = Runtime.getRuntime();
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        double used = runtime.totalMemory() - (double) runtime.freeMemory();
        json.text("status", switches.status())
                .number("serviceCount", all.services())
                .number("instanceCount", all.instances())
                .number("subscribeCount", subscriptions)
                .number("responsibleInstanceCount", all.instances())
                .number("clientCount", clients)
                .number("connectionBasedClientCount", connections)
                .number("ephemeralIpPortClientCount", addresses)
                .number("persistentIpPortClientCount", all.persistentAddresses())
                .number("responsibleClientCount", clients)
                .number("cpu", Math.max(0, system.getCpuLoad()))
                .number("load", system.getSystemLoadAverage())
                .number("mem", used / runtime.maxMemory());
    }

    private CompletionStage<HttpAnswer> switches(HttpCall call) {
        return Answers.now(Answers.encoded(call, switches.json()));
    }

    private CompletionStage<HttpAnswer> set(HttpCall call) {
        String value =
                call.parameter("value")
                        .orElseThrow(
                                () ->
                                        new FaultException(
                                                new Fault.Invalid("value", "", "a value")));
        switches.set(Decoding.params(call).required("entry"), value);
        return Answers.ok(call);
    }

    private CompletionStage<HttpAnswer> pushState(HttpCall call) {
        Params params = Decoding.params(call);
        boolean isDetailed = params.strictFlag("detail", false);
        boolean isReset = params.strictFlag("reset", false);
        CompletionStage<HttpAnswer> answer =
                Answers.json(call, json -> pushes.state().members(json, isDetailed, isReset));
        if (isReset) {
            pushes.state().reset();
        }
        return answer;
    }

    /** The one server there is, in the form of 1.1.3. */
    private CompletionStage<HttpAnswer> servers(HttpCall call) {
        boolean healthyOnly = Decoding.params(call).plainFlag("healthy", false);
        List<Node> shown =
                view.now().nodes().stream()
                        .filter(node -> !healthyOnly || node.life() == Life.UP)
                        .toList();
        return Answers.json(
                call,
                json ->
                        json.array(
                                "servers",
                                shown,
                                (array, node) -> array.open(server -> server(server, node))));
    }

    private void server(JsonWriter json, Node node) {
        boolean alive = node.life() == Life.UP;
        long heard = world.millis() - (alive ? 0 : node.since().toMillis());
        json.text("ip", node.address().host())
                .number("servePort", node.address().port())
                .text("site", "unknown")
                .number("weight", 1)
                .number("adWeight", 0)
                .flag("alive", alive)
                .number("lastRefTime", heard)
                .text("lastRefTimeStr", STAMP.format(Instant.ofEpochMilli(heard)))
                .text("key", node.address().toString());
    }

    private CompletionStage<HttpAnswer> owner(HttpCall call) {
        Params params = Decoding.params(call);
        params.required("ip");
        params.required("port");
        return Answers.json(call, json -> json.text("responsibleServer", place.address()));
    }

    /** What is not known is no mistake: golden 16-naming-v1-operator/log-*. */
    private CompletionStage<HttpAnswer> log(HttpCall call) {
        String file = Decoding.params(call).required("logName");
        String level = Decoding.params(call).required("logLevel");
        if (!levels.test(file, level)) {
            LOG.warn("log level without effect: logName={} logLevel={}", file, level);
        }
        return Answers.ok(call);
    }
}
