package dev.pharos.server.front.v1.naming;

import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.ServiceProfile;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.app.WatchService;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.wire.JsonWriter;
import dev.pharos.server.front.wire.Metadata;
import dev.pharos.server.front.wire.NamePattern;
import dev.pharos.server.front.wire.Params;
import dev.pharos.server.port.Delivery.Subscription;
import dev.pharos.server.port.Shared;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** {@code /service}: services as such. */
final class ServiceRoutes {
    private static final byte[] SELECTOR_TYPES =
            "{\"code\":200,\"message\":null,\"data\":[\"label\",\"none\"]}"
                    .getBytes(StandardCharsets.UTF_8);

    private final RegistryService registry;
    private final CatalogueService catalogue;
    private final WatchService watch;

    ServiceRoutes(NamingV1.Inside inside) {
        this.registry = inside.registry();
        this.catalogue = inside.catalogue();
        this.watch = inside.watch();
    }

    List<Route> routes(String base) {
        return List.of(
                prompt("POST", base + "/service", this::create),
                prompt("PUT", base + "/service", this::update),
                prompt("DELETE", base + "/service", this::remove),
                prompt("GET", base + "/service", this::detail),
                prompt("GET", base + "/service/list", this::list),
                prompt("GET", base + "/service/names", this::names),
                prompt("GET", base + "/service/subscribers", this::subscribers),
                prompt(
                        "GET",
                        base + "/service/selector/types",
                        call -> Answers.now(Answers.encoded(call, SELECTOR_TYPES))));
    }

    private CompletionStage<HttpAnswer> create(HttpCall call) {
        Params params = Decoding.params(call);
        float threshold = (float) params.decimal("protectThreshold", 0);
        return Answers.ok(
                call,
                catalogue.create(
                        Decoding.caller(call), Decoding.service(call), profile(params, threshold)));
    }

    private CompletionStage<HttpAnswer> update(HttpCall call) {
        Params params = Decoding.params(call);
        ServiceName service = Decoding.service(call);
        float threshold = lenientFraction(params.required("protectThreshold"));
        return Answers.ok(
                call, catalogue.update(Decoding.caller(call), service, profile(params, threshold)));
    }

    private CompletionStage<HttpAnswer> remove(HttpCall call) {
        return Answers.ok(call, catalogue.remove(Decoding.caller(call), Decoding.service(call)));
    }

    private CompletionStage<HttpAnswer> detail(HttpCall call) {
        ServiceName service = Decoding.service(call);
        ServiceView view =
                registry.find(service)
                        .map(Shared::value)
                        .orElseThrow(
                                () ->
                                        new FaultException(
                                                new Fault.NotFound(
                                                        "service",
                                                        service.grouped()
                                                                + " in namespace "
                                                                + service.namespace())));
        return Answers.json(call, json -> members(json, view));
    }

    private static void members(JsonWriter json, ServiceView view) {
        ServiceProfile profile = Forms.profile(view);
        json.text("namespaceId", view.name().namespace().id())
                .text("groupName", view.name().group())
                .text("name", view.name().name())
                .number("protectThreshold", profile.protectThreshold())
                .texts("metadata", profile.metadata());
        Forms.selector(json, profile.selector());
        json.array(
                "clusters",
                Forms.pools(view).keySet(),
                (pools, name) ->
                        pools.open(
                                pool -> {
                                    pool.text("name", name);
                                    Forms.checker(pool, Forms.pool(view, name).checker());
                                    pool.texts("metadata", Forms.pool(view, name).metadata());
                                }));
    }

    private CompletionStage<HttpAnswer> list(HttpCall call) {
        Params params = Decoding.params(call);
        Page page = Page.lenient(params);
        String group = params.text("groupName").orElse(ServiceName.DEFAULT_GROUP);
        List<String> names =
                catalogue.services(Decoding.namespace(call)).stream()
                        .map(view -> view.value().name())
                        .filter(name -> name.group().equals(group))
                        .map(ServiceName::name)
                        .toList();
        return Answers.json(
                call, json -> json.number("count", names.size()).texts("doms", page.of(names)));
    }

    private CompletionStage<HttpAnswer> names(HttpCall call) {
        Params params = Decoding.params(call);
        NamePattern part = new NamePattern("expr", params.text("expr").orElse(""));
        Map<String, List<String>> names = new TreeMap<>();
        Collection<Shared<ServiceView>> views = catalogue.services();
        if (params.text("namespaceId").isPresent()) {
            Namespace namespace = Decoding.namespace(call);
            names.put(namespace.id(), new ArrayList<>());
            views = catalogue.services(namespace);
        }
        int count = 0;
        for (Shared<ServiceView> view : views) {
            ServiceName name = view.value().name();
            List<String> of = names.computeIfAbsent(name.namespace().id(), _ -> new ArrayList<>());
            if (part.test(name.grouped())) {
                of.add(name.grouped());
                count++;
            }
        }
        int all = count;
        return Answers.json(
                call,
                json ->
                        json.object("META-INF/services", spaces -> names.forEach(spaces::texts))
                                .number("count", all));
    }

    private CompletionStage<HttpAnswer> subscribers(HttpCall call) {
        ServiceName service = Decoding.service(call);
        Params params = Decoding.params(call);
        Page page =
                new Page(
                        params.lenientInteger("pageNo", 1),
                        params.lenientInteger("pageSize", 1000));
        return watch.subscriptions(service)
                .thenApply(
                        all ->
                                Answers.encoded(
                                        call,
                                        JsonWriter.object(json -> page(json, service, page, all))));
    }

    private static void page(
            JsonWriter json, ServiceName service, Page page, List<Subscription> all) {
        json.array(
                        "subscribers",
                        page.of(all),
                        (array, one) -> array.open(object -> members(object, service, one)))
                .number("count", all.size());
    }

    private static void members(JsonWriter json, ServiceName service, Subscription one) {
        json.text("addrStr", one.who().ip() + ":" + one.who().port())
                .text("agent", one.who().agent())
                .text("app", one.who().app())
                .text("ip", one.who().ip())
                .number("port", one.who().port())
                .text("namespaceId", service.namespace().id())
                .text("serviceName", service.grouped())
                .text("cluster", one.pools());
    }

    private static ServiceProfile profile(Params params, float threshold) {
        return new ServiceProfile(
                threshold,
                Metadata.parse(params.text("metadata")),
                Forms.selector(params.text("selector")),
                new TreeMap<>());
    }

    /** What is no number is zero here (golden 12/upd-bad-threshold). */
    private static float lenientFraction(String text) {
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
