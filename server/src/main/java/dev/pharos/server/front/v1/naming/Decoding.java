package dev.pharos.server.front.v1.naming;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.wire.BrokenJsonException;
import dev.pharos.server.front.wire.Json;
import dev.pharos.server.front.wire.JsonObject;
import dev.pharos.server.front.wire.Metadata;
import dev.pharos.server.front.wire.Names;
import dev.pharos.server.front.wire.Params;
import dev.pharos.server.port.Caller;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads what naming requests share. White space around an address and a port is dropped, as Nacos
 * 1.1.3 did (golden 11/ip-space, port-space); names of pools are taken as they came.
 */
final class Decoding {
    private static final List<String> SDKS = List.of("nacos-", "vip-client", "unit-nginx");

    private Decoding() {}

    static Params params(HttpCall call) {
        return new Params(call::parameter);
    }

    static Caller caller(HttpCall call) {
        String ip = call.remote().getAddress().getHostAddress();
        return new Caller(ip, agent(call), call.parameter("app").orElse(""), "");
    }

    /** Clients say in one of two headers what they are, depending on their version. */
    static String agent(HttpCall call) {
        Optional<String> version = call.header("Client-Version").filter(Decoding::isSdk);
        return version.or(() -> call.header("User-Agent")).orElse("");
    }

    static Namespace namespace(HttpCall call) {
        return Namespace.of(call.parameter("namespaceId").orElse(null));
    }

    /** The service that {@code serviceName} and {@code groupName} name. */
    static ServiceName service(HttpCall call) {
        return service(call, "serviceName");
    }

    static ServiceName service(HttpCall call, String parameter) {
        return Names.service(
                namespace(call), call.parameter("groupName").orElse(null), exact(call, parameter));
    }

    static String pool(HttpCall call) {
        return exactly(call, "clusterName")
                .or(() -> exactly(call, "cluster"))
                .orElse(Instance.DEFAULT_POOL);
    }

    static Instance.Address address(HttpCall call) {
        return new Instance.Address(params(call).required("ip"), port(call), pool(call));
    }

    /** An instance as {@code POST} and {@code PUT} describe it. */
    static Instance instance(HttpCall call, ServiceName service, boolean isUsuallyEphemeral) {
        Params params = params(call);
        Instance.Address at = address(call);
        return new Instance(
                at.ip(),
                at.port(),
                at.pool(),
                params.decimal("weight", 1),
                params.flag("healthy", true),
                enabled(call).orElse(true),
                params.flag("ephemeral", isUsuallyEphemeral),
                Metadata.parse(params.text("metadata")),
                Instance.plainId(at.ip(), at.port(), at.pool(), service));
    }

    /** Whether the caller says that the instance is enabled; absent when it says nothing of it. */
    static Optional<Boolean> enabled(HttpCall call) {
        return params(call).text("enabled", "enable").map(Params::isYes);
    }

    /** Fails: {@code Invalid}, naming the field. */
    static JsonObject json(String field, String text) {
        return read(field, text, "a JSON object: ", Json::parse);
    }

    /** Fails: {@code Invalid}, naming the field. */
    static List<JsonObject> jsonList(String field, String text) {
        return read(field, text, "a list of JSON objects: ", Json::parseObjects);
    }

    private static <T> T read(
            String field, String text, String expected, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (BrokenJsonException broken) {
            throw new FaultException(
                    new Fault.Invalid(field, text, expected + broken.getMessage()));
        }
    }

    private static int port(HttpCall call) {
        String port = params(call).required("port");
        try {
            return Integer.parseInt(port);
        } catch (NumberFormatException _) {
            throw new FaultException(new Fault.Invalid("port", port, "0..65535"));
        }
    }

    private static String exact(HttpCall call, String name) {
        return exactly(call, name)
                .orElseThrow(() -> new FaultException(new Fault.Invalid(name, "", "a value")));
    }

    private static Optional<String> exactly(HttpCall call, String name) {
        return call.parameter(name).filter(value -> !value.isEmpty());
    }

    private static boolean isSdk(String agent) {
        String lower = agent.toLowerCase(Locale.ROOT);
        return SDKS.stream().anyMatch(lower::startsWith);
    }
}
