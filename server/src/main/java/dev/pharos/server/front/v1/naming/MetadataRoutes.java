package dev.pharos.server.front.v1.naming;

import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.wire.JsonObject;
import dev.pharos.server.front.wire.Metadata;
import dev.pharos.server.front.wire.Params;
import dev.pharos.server.port.Caller;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Metadata of many instances at once. */
final class MetadataRoutes {
    private final RegistryService registry;
    private final CatalogueService catalogue;

    MetadataRoutes(NamingV1.Inside inside) {
        this.registry = inside.registry();
        this.catalogue = inside.catalogue();
    }

    List<Route> routes(String base) {
        String path = base + "/instance/metadata/batch";
        return List.of(prompt("PUT", path, this::merge), prompt("DELETE", path, this::drop));
    }

    private CompletionStage<HttpAnswer> merge(HttpCall call) {
        NavigableMap<String, String> metadata = metadata(call);
        return change(
                call,
                (service, targets) ->
                        catalogue.mergeMetadata(Decoding.caller(call), service, targets, metadata));
    }

    private CompletionStage<HttpAnswer> drop(HttpCall call) {
        List<String> keys = List.copyOf(metadata(call).keySet());
        return change(
                call,
                (service, targets) -> {
                    Caller caller = Decoding.caller(call);
                    return catalogue.dropMetadata(caller, service, targets, keys);
                });
    }

    private interface Change {
        CompletionStage<Void> of(ServiceName service, List<Instance.Address> targets);
    }

    private CompletionStage<HttpAnswer> change(HttpCall call, Change change) {
        ServiceName service = Decoding.service(call);
        List<Instance> chosen = chosen(call, service);
        List<Instance.Address> targets = chosen.stream().map(Instance::address).toList();
        CompletionStage<Void> done =
                targets.isEmpty()
                        ? CompletableFuture.completedStage(null)
                        : change.of(service, targets);
        List<String> updated = chosen.stream().map(MetadataRoutes::shown).toList();
        return done.thenCompose(_ -> Answers.json(call, json -> json.texts("updated", updated)));
    }

    private List<Instance> chosen(HttpCall call, ServiceName service) {
        Params params = Decoding.params(call);
        boolean persistent = params.text("consistencyType").filter("persist"::equals).isPresent();
        Optional<Set<Instance.Address>> named =
                params.text("instances")
                        .map(text -> addresses(Decoding.jsonList("instances", text)))
                        .filter(addresses -> !addresses.isEmpty());
        return registry.view(service).value().instances().stream()
                .filter(one -> one.ephemeral() != persistent)
                .filter(one -> named.isEmpty() || named.get().contains(one.address()))
                .toList();
    }

    private static Set<Instance.Address> addresses(List<JsonObject> instances) {
        Set<Instance.Address> addresses = new TreeSet<>();
        for (JsonObject one : instances) {
            String pool = one.text("clusterName", Instance.DEFAULT_POOL);
            addresses.add(new Instance.Address(one.text("ip", ""), one.integer("port", 0), pool));
        }
        return addresses;
    }

    private static NavigableMap<String, String> metadata(HttpCall call) {
        return Metadata.parse(Decoding.params(call).required("metadata"));
    }

    private static String shown(Instance instance) {
        return instance.ip()
                + ":"
                + instance.port()
                + ":unknown:"
                + instance.pool()
                + (instance.ephemeral() ? ":ephemeral" : ":persist");
    }
}
