package dev.pharos.server.front.v1.naming;

import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.ServiceCommand.Adjust;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.udp.UdpSender;
import dev.pharos.server.front.v1.push.UdpPushes;
import dev.pharos.server.front.wire.Metadata;
import dev.pharos.server.front.wire.Names;
import dev.pharos.server.front.wire.Params;
import dev.pharos.server.front.wire.ServiceJson;
import dev.pharos.server.port.Caller;
import dev.pharos.server.port.Shared;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /instance}: registering, changing, withdrawing and finding. */
final class InstanceRoutes {
    private static final String NAMESPACE_END = "##";

    private final RegistryService registry;
    private final UdpPushes pushes;
    private final Switches switches;

    InstanceRoutes(NamingV1.Inside inside, Switches switches) {
        this.registry = inside.registry();
        this.pushes = inside.pushes();
        this.switches = switches;
    }

    List<Route> routes(String base) {
        return List.of(
                prompt("POST", base + "/instance", this::register),
                prompt("DELETE", base + "/instance", this::deregister),
                prompt("PUT", base + "/instance", this::update),
                prompt("PATCH", base + "/instance", this::patch),
                prompt("GET", base + "/instance", this::detail),
                prompt("GET", base + "/instance/list", this::list),
                prompt("GET", base + "/instance/statuses", this::statuses));
    }

    private CompletionStage<HttpAnswer> register(HttpCall call) {
        ServiceName service = Decoding.service(call);
        Instance instance = Decoding.instance(call, service, switches.isEphemeral());
        return Answers.ok(call, registry.register(Decoding.caller(call), service, instance));
    }

    private CompletionStage<HttpAnswer> deregister(HttpCall call) {
        ServiceName service = Decoding.service(call);
        Instance instance = Decoding.instance(call, service, switches.isEphemeral());
        return Answers.ok(
                call,
                registry.deregister(
                        Decoding.caller(call),
                        service,
                        instance.ip(),
                        instance.port(),
                        instance.ephemeral()));
    }

    private CompletionStage<HttpAnswer> update(HttpCall call) {
        ServiceName service = Decoding.service(call);
        Instance instance = Decoding.instance(call, service, switches.isEphemeral());
        boolean saysEnabled = Decoding.enabled(call).isPresent();
        return Answers.ok(
                call, registry.update(Decoding.caller(call), service, instance, saysEnabled));
    }

    private CompletionStage<HttpAnswer> patch(HttpCall call) {
        Params params = Decoding.params(call);
        Adjust adjust =
                new Adjust(
                        Decoding.service(call),
                        Decoding.address(call),
                        params.text("enabled").map(Params::isYes),
                        params.text("weight").map(_ -> params.decimal("weight", 1)),
                        params.text("metadata").map(Metadata::parse));
        return Answers.ok(call, registry.adjust(Decoding.caller(call), adjust));
    }

    private CompletionStage<HttpAnswer> detail(HttpCall call) {
        ServiceName service = Decoding.service(call);
        // `cluster` does not count here: golden 10/detail-wrong-cluster
        String pool = Decoding.params(call).text("clusterName").orElse(Instance.DEFAULT_POOL);
        Instance.Address at = Decoding.address(call);
        Instance instance =
                registry.query(Decoding.caller(call), service, "")
                        .value()
                        .find(at.ip(), at.port(), pool)
                        .orElseThrow(
                                () ->
                                        new FaultException(
                                                new Fault.NotFound(
                                                        "instance",
                                                        at.ip()
                                                                + ":"
                                                                + at.port()
                                                                + " of "
                                                                + pool
                                                                + " in "
                                                                + service.grouped())));
        return Answers.json(
                call,
                json ->
                        json.text("service", service.grouped())
                                .text("ip", instance.ip())
                                .number("port", instance.port())
                                .text("clusterName", instance.pool())
                                .number("weight", instance.weight())
                                .flag("healthy", instance.healthy())
                                .text("instanceId", instance.id())
                                .texts("metadata", instance.metadata()));
    }

    private CompletionStage<HttpAnswer> list(HttpCall call) {
        ServiceName service = Decoding.service(call);
        Params params = Decoding.params(call);
        String pools = call.parameter("clusters").orElse("");
        boolean healthyOnly = params.plainFlag("healthyOnly", false);
        Caller caller = Decoding.caller(call);
        if (!caller.isSdk() && !registry.isPossible(service)) {
            return Answers.nothing(call, service, pools); // what none can be called is not there
        }
        Optional<InetSocketAddress> receiver =
                UdpSender.receiver(
                        params.text("clientIP").orElse(caller.ip()), params.integer("udpPort", 0));
        Shared<ServiceView> view =
                receiver.filter(_ -> switches.isPushing())
                        .flatMap(to -> pushes.subscribe(caller, service, pools, to))
                        .orElseGet(() -> registry.query(caller, service, pools));
        return Answers.now(Answers.encoded(call, ServiceJson.http(view, pools, healthyOnly)));
    }

    private CompletionStage<HttpAnswer> statuses(HttpCall call) {
        String key = Decoding.params(call).required("key");
        int end = key.indexOf(NAMESPACE_END);
        Namespace namespace = Namespace.of(end < 0 ? "" : key.substring(0, end));
        String name = end < 0 ? key : key.substring(end + NAMESPACE_END.length());
        if (!name.contains(ServiceName.SEPARATOR)) {
            throw new FaultException(new Fault.Invalid("key", key, "groupName@@serviceName"));
        }
        ServiceName service = Names.service(namespace, null, name);
        List<String> statuses =
                registry.view(service).value().instances().stream()
                        .map(one -> one.ip() + ":" + one.port() + "_" + one.healthy())
                        .toList();
        return Answers.json(call, json -> json.texts("ips", statuses));
    }
}
