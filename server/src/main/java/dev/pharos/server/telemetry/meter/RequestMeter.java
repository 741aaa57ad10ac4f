package dev.pharos.server.telemetry.meter;

import java.util.Set;

/** How long requests took, over HTTP and over gRPC. Thread: any; never blocks. */
public final class RequestMeter {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");

    /** Where configurations are read and written over HTTP, behind the context. */
    private static final String CONFIGS = "/v1/cs/configs";

    private final String context;
    private final Family<Http> http = new Family<>();
    private final Family<Rpc> rpc = new Family<>();

    /** What tells calls over HTTP apart. {@code route} is empty when none served the call. */
    record Http(String method, String route, int status) {}

    /** What tells requests over gRPC apart. {@code errorCode} is 0 for what went well. */
    record Rpc(String type, int errorCode) {}

    RequestMeter(String context) {
        this.context = context;
    }

    /** {@code route}: the table's path; empty when none did, whatever the caller asked for. */
    public void http(String method, String route, int status, long nanos) {
        String known = !route.isEmpty() || METHODS.contains(method) ? method : "UNKNOWN";
        http.record(new Http(known, route, status), nanos);
    }

    /** {@code type}: one that the node knows, and no other. */
    public void rpc(String type, int errorCode, long nanos) {
        rpc.record(new Rpc(type, errorCode), nanos);
    }

    Family<Http> http() {
        return http;
    }

    Family<Rpc> rpc() {
        return rpc;
    }

    /** As Spring names it: the path that served, without the context. */
    String uri(Http call) {
        if (call.route.isEmpty()) {
            return call.status == 404 ? "NOT_FOUND" : "UNKNOWN";
        }
        return call.route.startsWith(context) ? call.route.substring(context.length()) : call.route;
    }

    /** Requests that read one configuration, by whichever dialect. */
    Figures configReads() {
        return http.sum(call -> call.method.equals("GET") && uri(call).equals(CONFIGS))
                .plus(rpc.sum(request -> request.type.equals("ConfigQueryRequest")));
    }

    /** Requests that publish or remove one. */
    Figures configWrites() {
        return http.sum(call -> !call.method.equals("GET") && uri(call).equals(CONFIGS))
                .plus(
                        rpc.sum(
                                request ->
                                        request.type.equals("ConfigPublishRequest")
                                                || request.type.equals("ConfigRemoveRequest")));
    }

    /** Requests about configurations that were refused for what they said. */
    Figures configMistakes() {
        return http.sum(call -> call.status == 400 && uri(call).startsWith("/v1/cs/"))
                .plus(rpc.sum(one -> one.errorCode == 400 && module(one).equals("config")));
    }

    /** Requests about configurations that were in order, and that this node could not serve. */
    Figures configFailures() {
        return http.sum(call -> call.status >= 500 && uri(call).startsWith("/v1/cs/"))
                .plus(rpc.sum(one -> one.errorCode >= 500 && module(one).equals("config")));
    }

    /** To which part of Nacos a type of request belongs. */
    static String module(Rpc request) {
        if (request.type.startsWith("Config")) {
            return "config";
        }
        boolean internal =
                Set.of("HealthCheckRequest", "ServerCheckRequest", "UNKNOWN")
                        .contains(request.type);
        return internal ? "internal" : "naming";
    }
}
