package dev.pharos.server.front.v1.naming;

import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Pool;
import dev.pharos.core.registry.ServiceProfile;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.wire.InstanceJson;
import dev.pharos.server.front.wire.JsonWriter;
import dev.pharos.server.front.wire.NamePattern;
import dev.pharos.server.front.wire.Params;
import dev.pharos.server.port.Shared;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /catalog}: what the consoles of Nacos show. */
final class CatalogRoutes {
    private final CatalogueService catalogue;

    CatalogRoutes(CatalogueService catalogue) {
        this.catalogue = catalogue;
    }

    List<Route> routes(String base) {
        return List.of(
                prompt("GET", base + "/catalog/service", this::service),
                prompt("GET", base + "/catalog/instances", this::instances),
                prompt("GET", base + "/catalog/services", this::services),
                prompt("GET", base + "/catalog/rt/service", this::roundTrips));
    }

    private CompletionStage<HttpAnswer> service(HttpCall call) {
        Optional<ServiceView> view = find(call);
        return view.isEmpty()
                ? missing(call, "service " + call.parameter("serviceName").orElse(""))
                : Answers.json(call, json -> members(json, view.get()));
    }

    private CompletionStage<HttpAnswer> instances(HttpCall call) {
        Params params = Decoding.params(call);
        ServiceName service = Decoding.service(call);
        String pool = params.required("clusterName");
        Page page = Page.strict(params);
        Optional<ServiceView> view = catalogue.find(service).map(Shared::value);
        if (view.isEmpty()) {
            return missing(call, "service " + service.grouped());
        }
        List<Instance> all = Forms.pools(view.get()).getOrDefault(pool, List.of());
        if (all.isEmpty()) {
            return missing(call, "cluster " + pool);
        }
        return Answers.json(
                call,
                json ->
                        json.array(
                                        "list",
                                        page.of(all),
                                        (list, one) ->
                                                list.open(
                                                        object ->
                                                                InstanceJson.members(
                                                                        object, service, one)))
                                .number("count", all.size()));
    }

    private CompletionStage<HttpAnswer> services(HttpCall call) {
        Params params = Decoding.params(call);
        Page page = Page.strict(params);
        boolean withInstances = params.strictFlag("withInstances", false);
        boolean used = params.strictFlag("hasIpCount", false);
        NamePattern name = searched(params, "serviceNameParam");
        NamePattern group = searched(params, "groupNameParam");
        List<ServiceView> all =
                catalogue.services(Decoding.namespace(call)).stream()
                        .map(Shared::value)
                        .filter(view -> name.test(view.name().name()))
                        .filter(view -> group.test(view.name().group()))
                        .filter(view -> !used || !view.instances().isEmpty())
                        .toList();
        if (withInstances) {
            byte[] json =
                    JsonWriter.array(
                            page.of(all),
                            (array, view) -> array.open(object -> whole(object, view)));
            return Answers.now(Answers.encoded(call, json));
        }
        return Answers.json(
                call,
                json ->
                        json.number("count", all.size())
                                .array(
                                        "serviceList",
                                        page.of(all),
                                        (array, view) ->
                                                array.open(object -> counts(object, view))));
    }

    private static NamePattern searched(Params params, String field) {
        return new NamePattern(field, params.text(field).orElse(""));
    }

    /** How long probes took; nothing here measures it, so each pool has what 1.1.3 began with. */
    private CompletionStage<HttpAnswer> roundTrips(HttpCall call) {
        Optional<ServiceView> view = find(call);
        return view.isEmpty()
                ? missing(call, "service " + call.parameter("serviceName").orElse(""))
                : Answers.json(
                        call,
                        json ->
                                json.array(
                                        "clusters",
                                        Forms.pools(view.get()).keySet(),
                                        (array, name) ->
                                                array.open(
                                                        object ->
                                                                object.text("name", name)
                                                                        .number("checkRTBest", 0)
                                                                        .number("checkRTWorst", 0)
                                                                        .number(
                                                                                "checkRTNormalized",
                                                                                0))));
    }

    private Optional<ServiceView> find(HttpCall call) {
        return call.parameter("serviceName").filter(name -> !name.isEmpty()).isEmpty()
                ? Optional.empty()
                : catalogue.find(Decoding.service(call)).map(Shared::value);
    }

    private static CompletionStage<HttpAnswer> missing(HttpCall call, String what) {
        return Answers.now(Answers.text(call, 404, what + " is not found"));
    }

    private static void members(JsonWriter json, ServiceView view) {
        ServiceProfile profile = Forms.profile(view);
        json.object(
                "service",
                service -> {
                    service.text("name", view.name().name())
                            .text("groupName", view.name().group())
                            .number("protectThreshold", profile.protectThreshold());
                    Forms.selector(service, profile.selector());
                    service.texts("metadata", profile.metadata());
                });
        json.array(
                "clusters",
                Forms.pools(view).keySet(),
                (array, name) -> array.open(pool -> pool(pool, view, Forms.pool(view, name))));
    }

    private static void pool(JsonWriter json, ServiceView view, Pool pool) {
        json.text("serviceName", view.name().grouped()).text("name", pool.name());
        Forms.checker(json, pool.checker());
        json.number("defaultPort", Pool.DEFAULT_CHECK_PORT)
                .number("defaultCheckPort", pool.checkPort())
                .flag("useIPPort4Check", pool.useInstancePort())
                .texts("metadata", pool.metadata());
    }

    private static void counts(JsonWriter json, ServiceView view) {
        json.text("name", view.name().name())
                .text("groupName", view.name().group())
                .number("clusterCount", Forms.pools(view).size())
                .number("ipCount", view.instances().size())
                .number(
                        "healthyInstanceCount",
                        view.instances().stream().filter(Instance::healthy).count())
                .text("triggerFlag", "false");
    }

    private static void whole(JsonWriter json, ServiceView view) {
        json.none("namespace")
                .text("serviceName", view.name().name())
                .text("groupName", view.name().group())
                .object(
                        "clusterMap",
                        pools ->
                                Forms.pools(view)
                                        .forEach((name, hosts) -> hosts(pools, name, hosts)))
                .texts("metadata", Forms.profile(view).metadata())
                .number("protectThreshold", Forms.profile(view).protectThreshold())
                .none("selector")
                .none("ephemeral");
    }

    private static void hosts(JsonWriter pools, String name, List<Instance> hosts) {
        pools.object(
                name,
                pool ->
                        pool.array(
                                "hosts",
                                hosts,
                                (array, one) ->
                                        array.open(
                                                object ->
                                                        object.text("ip", one.ip())
                                                                .number("port", one.port())
                                                                .flag("valid", one.healthy())
                                                                .number("weight", one.weight())
                                                                .flag("enabled", one.enabled())
                                                                .texts(
                                                                        "metadata",
                                                                        one.metadata()))));
    }
}
