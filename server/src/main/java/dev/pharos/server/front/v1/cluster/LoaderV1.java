package dev.pharos.server.front.v1.cluster;

import static dev.pharos.server.front.http.Route.prompt;

import com.sun.management.OperatingSystemMXBean;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.member.Address;
import dev.pharos.server.front.http.Faults;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.http.Router.Section;
import dev.pharos.server.front.wire.JsonWriter;
import dev.pharos.server.front.wire.Params;
import dev.pharos.server.port.cluster.ClusterView;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Everything below {@code loader}: the gRPC clients of this node, and asking some of them to go
 * elsewhere, for which they are sent a reset.
 *
 * <p>Source: http-v2 of the reference; golden 31-core-v1/loader-*.
 */
public final class LoaderV1 {
    private static final String SDK = "sdk";

    /** One gRPC client that is connected. Thread: any; never blocks. */
    public interface Client {
        String id();

        InetSocketAddress remote();

        /** What it said of itself. */
        Said said();

        /** Asks it to go elsewhere; without an address the choice is its own. */
        void reset(Optional<Address> target);
    }

    /** What a client says of itself when it connects. */
    public record Said(
            String ip,
            String version,
            String namespace,
            Map<String, String> labels,
            Map<String, Boolean> abilities) {}

    private final ClusterView view;
    private final Supplier<List<Client>> clients;

    private LoaderV1(ClusterView view, Supplier<List<Client>> clients) {
        this.view = view;
        this.clients = clients;
    }

    /** The section at {@code base}, which ends in {@code loader}. */
    public static Section section(
            ClusterView view, Supplier<List<Client>> clients, Faults faults, String base) {
        LoaderV1 it = new LoaderV1(view, clients);
        List<Route> routes =
                List.of(
                        prompt("GET", base + "/current", it::current),
                        prompt("GET", base + "/cluster", it::cluster),
                        prompt("GET", base + "/reloadCurrent", it::reloadCurrent),
                        prompt("GET", base + "/reloadClient", it::reloadClient),
                        prompt("GET", base + "/smartReloadCluster", it::reloadCluster));
        return new Section(base, routes, faults, false);
    }

    private CompletionStage<HttpAnswer> current(HttpCall call) {
        return json(
                JsonWriter.object(
                        json ->
                                sorted(clients.get())
                                        .forEach(
                                                one ->
                                                        json.object(
                                                                one.id(),
                                                                members -> show(members, one)))));
    }

    private static void show(JsonWriter json, Client client) {
        Said said = client.said();
        json.flag("traced", false)
                .object("abilityTable", table -> said.abilities().forEach(table::flag))
                .object(
                        "metaInfo",
                        info ->
                                info.text("connectType", "GRPC")
                                        .text("clientIp", said.ip())
                                        .text(
                                                "remoteIp",
                                                client.remote().getAddress().getHostAddress())
                                        .number("remotePort", client.remote().getPort())
                                        .text("version", said.version())
                                        .text("connectionId", client.id())
                                        .text("appName", said.labels().getOrDefault("AppName", ""))
                                        .text("namespaceId", said.namespace())
                                        .texts("labels", said.labels())
                                        .flag("sdkSource", isSdk(client)));
    }

    /** Of other nodes nothing is counted here. */
    private CompletionStage<HttpAnswer> cluster(HttpCall call) {
        List<Client> all = clients.get();
        long sdks = all.stream().filter(LoaderV1::isSdk).count();
        ClusterView.Cluster now = view.now();
        return json(
                JsonWriter.object(
                        out ->
                                out.number("total", sdks)
                                        .number("min", sdks)
                                        .number("avg", sdks)
                                        .number("max", sdks)
                                        .number("memberCount", now.nodes().size())
                                        .number("metricsCount", 1)
                                        .number("threshold", sdks * 1.1)
                                        .array("detail", List.of(all), this::detail)
                                        .flag("completed", now.nodes().size() == 1)));
    }

    private void detail(JsonWriter json, List<Client> all) {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long sdks = all.stream().filter(LoaderV1::isSdk).count();
        String load = Double.toString(system.getSystemLoadAverage());
        String cpu = Double.toString(Math.max(0, system.getCpuLoad()));
        json.open(
                node ->
                        node.text("address", view.now().own().address().toString())
                                .object(
                                        "metric",
                                        metric ->
                                                metric.text("load", load)
                                                        .text("sdkConCount", Long.toString(sdks))
                                                        .text("cpu", cpu)
                                                        .text(
                                                                "conCount",
                                                                Integer.toString(all.size()))));
    }

    /** So many clients may stay; of the others those that are here longest go first. */
    private CompletionStage<HttpAnswer> reloadCurrent(HttpCall call) {
        Params params = params(call);
        if (params.text("count").isEmpty()) {
            return missing("count", "how many clients may stay");
        }
        int count = params.requiredInteger("count");
        Optional<Address> target = target(params);
        List<Client> sdks = sorted(clients.get()).stream().filter(LoaderV1::isSdk).toList();
        sdks.stream().limit(Math.max(0, sdks.size() - (long) count)).forEach(c -> c.reset(target));
        return text(HttpAnswer.text(200, "success"));
    }

    /** One that is not there is gone already. */
    private CompletionStage<HttpAnswer> reloadClient(HttpCall call) {
        Params params = params(call);
        Optional<String> id = params.text("connectionId");
        if (id.isEmpty()) {
            return missing("connectionId", "an id that `current` shows");
        }
        Optional<Address> target = target(params);
        clients.get().stream()
                .filter(client -> client.id().equals(id.get()))
                .forEach(client -> client.reset(target));
        return text(HttpAnswer.text(200, "success"));
    }

    /** A lone node has all clients that there are, and nowhere to send them. */
    private CompletionStage<HttpAnswer> reloadCluster(HttpCall call) {
        params(call).decimal("loaderFactor", 0.1);
        return text(
                view.now().nodes().size() == 1
                        ? HttpAnswer.text(200, "Ok")
                        : HttpAnswer.text(
                                501,
                                "not built yet between several nodes; reloadCurrent at each node"
                                        + " says how many clients may stay"));
    }

    private static Optional<Address> target(Params params) {
        return params.text("redirectAddress").map(LoaderV1::address);
    }

    private static Address address(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port > 0 && port <= 65_535) {
                return new Address(text.substring(0, colon), port);
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new FaultException(new Fault.Invalid("redirectAddress", text, "ip:port"));
    }

    /** By their ids, which begin with the time at which they came. */
    private static List<Client> sorted(List<Client> clients) {
        return clients.stream().sorted(Comparator.comparing(Client::id)).toList();
    }

    /** One that does not say is one. */
    private static boolean isSdk(Client client) {
        return client.said().labels().getOrDefault("source", SDK).equals(SDK);
    }

    private static Params params(HttpCall call) {
        return new Params(call::parameter);
    }

    private static CompletionStage<HttpAnswer> missing(String field, String expected) {
        String message = new Fault.Invalid(field, "", expected).message();
        return text(
                HttpAnswer.json(
                        400,
                        JsonWriter.object(
                                json ->
                                        json.number("code", 400)
                                                .text("message", message)
                                                .none("data"))));
    }

    private static CompletionStage<HttpAnswer> json(byte[] json) {
        return text(HttpAnswer.json(200, json));
    }

    private static CompletionStage<HttpAnswer> text(HttpAnswer answer) {
        return CompletableFuture.completedStage(answer);
    }
}
