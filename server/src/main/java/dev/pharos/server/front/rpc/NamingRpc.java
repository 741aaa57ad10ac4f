package dev.pharos.server.front.rpc;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.app.WatchService;
import dev.pharos.server.front.grpc.Payload;
import dev.pharos.server.front.rpc.RpcCall.Answerer;
import dev.pharos.server.front.wire.JsonObject;
import dev.pharos.server.port.Shared;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Naming over gRPC. Source: grpc.md §5 of the reference. */
final class NamingRpc {
    private static final String REGISTER = "registerInstance";
    private static final String DEREGISTER = "deregisterInstance";
    private static final String REGISTER_ALL = "batchRegisterInstance";

    private final RegistryService registry;
    private final CatalogueService catalogue;
    private final WatchService watch;

    NamingRpc(RegistryService registry, CatalogueService catalogue, WatchService watch) {
        this.registry = registry;
        this.catalogue = catalogue;
        this.watch = watch;
    }

    /** The table: one line per type of request. */
    Map<String, Answerer> table() {
        return Map.of(
                "InstanceRequest", this::instance,
                "PersistentInstanceRequest", this::persistent,
                "BatchInstanceRequest", this::batch,
                "ServiceQueryRequest", this::query,
                "ServiceListRequest", this::list,
                "SubscribeServiceRequest", this::subscribe);
    }

    /** A connection owns what it publishes for a service; a second registration replaces it. */
    private CompletionStage<Payload> instance(RpcCall call) {
        ServiceName service = call.service();
        CompletionStage<Void> done;
        if (call.says(REGISTER)) {
            Instance instance = instance(service, described(call), true);
            done =
                    registry.register(
                            call.client().caller(), service, call.client().id(), List.of(instance));
        } else if (call.says(DEREGISTER)) {
            done =
                    registry.deregister(
                            call.client().caller(),
                            service,
                            call.client().id(),
                            call.json().object("instance").stream()
                                    .map(json -> instance(service, json, true).address())
                                    .toList());
        } else {
            throw unknownType(call, REGISTER + " or " + DEREGISTER);
        }
        return answer(call, done);
    }

    private CompletionStage<Payload> persistent(RpcCall call) {
        ServiceName service = call.service();
        Instance instance = instance(service, described(call), false);
        CompletionStage<Void> done;
        if (call.says(REGISTER)) {
            done = registry.register(call.client().caller(), service, instance);
        } else if (call.says(DEREGISTER)) {
            done =
                    registry.deregister(
                            call.client().caller(), service, instance.ip(), instance.port(), false);
        } else {
            throw unknownType(call, REGISTER + " or " + DEREGISTER);
        }
        return answer(call, done);
    }

    private CompletionStage<Payload> batch(RpcCall call) {
        if (!call.says(REGISTER_ALL)) {
            throw unknownType(call, REGISTER_ALL);
        }
        ServiceName service = call.service();
        List<Instance> instances =
                call.json().objects("instances").stream()
                        .map(json -> instance(service, json, true))
                        .toList();
        return answer(
                call,
                registry.register(call.client().caller(), service, call.client().id(), instances));
    }

    private CompletionStage<Payload> query(RpcCall call) {
        String pools = call.json().text("cluster", "");
        boolean healthyOnly = call.json().flag("healthyOnly", false);
        Shared<ServiceView> view = registry.query(call.client().caller(), call.service(), pools);
        return Answers.service(call, view, pools, healthyOnly);
    }

    private CompletionStage<Payload> list(RpcCall call) {
        String asked = call.json().text("groupName", "");
        String group = asked.isBlank() ? ServiceName.DEFAULT_GROUP : asked;
        List<String> names =
                catalogue.services(Namespace.of(call.json().text("namespace", ""))).stream()
                        .map(view -> view.value().name())
                        .filter(name -> name.group().equals(group))
                        .map(ServiceName::name)
                        .toList();
        long size = Math.max(0, call.json().number("pageSize", 0));
        long number = Math.max(1, call.json().number("pageNo", 1));
        long from =
                number - 1 > names.size() / Math.max(1, size) ? names.size() : (number - 1) * size;
        List<String> page = names.stream().skip(from).limit(size).toList();
        return Answers.now(
                call, json -> json.number("count", names.size()).texts("serviceNames", page));
    }

    private CompletionStage<Payload> subscribe(RpcCall call) {
        ServiceName service = call.service();
        String pools = call.json().text("clusters", "");
        Shared<ServiceView> view;
        if (call.json().flag("subscribe", false)) {
            registry.query(call.client().caller(), service, pools);
            call.client().subscribes(service, pools);
            view = watch.subscribe(call.client().caller(), service, pools, call.client());
        } else {
            watch.unsubscribe(service, pools, call.client());
            call.client().unsubscribes(service, pools);
            view = registry.query(call.client().caller(), service, pools);
        }
        return Answers.service(call, view, pools, false);
    }

    private static CompletionStage<Payload> answer(RpcCall call, CompletionStage<Void> done) {
        return Answers.after(done, call, json -> json.text("type", call.json().text("type", "")));
    }

    private static JsonObject described(RpcCall call) {
        return call.json()
                .object("instance")
                .orElseThrow(
                        () -> new FaultException(new Fault.Invalid("instance", "", "an object")));
    }

    private static Instance instance(ServiceName service, JsonObject json, boolean ephemeral) {
        String ip = json.text("ip", "");
        int port = json.integer("port", 0);
        String asked = json.text("clusterName", "");
        String pool = asked.isBlank() ? Instance.DEFAULT_POOL : asked;
        return new Instance(
                ip,
                port,
                pool,
                json.decimal("weight", 1),
                json.flag("healthy", true),
                json.flag("enabled", true),
                ephemeral,
                json.textMap("metadata"),
                Instance.plainId(ip, port, pool, service));
    }

    private static FaultException unknownType(RpcCall call, String expected) {
        return new FaultException(
                new Fault.Invalid("type", call.json().text("type", ""), expected));
    }
}
