package dev.pharos.bench.load;

import dev.pharos.bench.line.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/**
 * One operation under load: what is sent first, what is sent again and again, and what a right
 * answer holds.
 */
record Load(
        String name, boolean grpc, List<byte[]> before, List<byte[]> requests, String expected) {
    /** Of a service that is queried; also the connections that register them over gRPC. */
    static final int HOSTS = 10;

    private static final int SERVICES = 96;
    private static final int INSTANCES = 960;
    private static final String CONTENT = "0123456789".repeat(100);

    static List<Load> all() {
        String ok = "\"resultCode\":200";
        List<byte[]> none = List.of();
        return List.of(
                new Load("gRPC register", true, none, many(INSTANCES, Load::registered), ok),
                new Load(
                        "gRPC query",
                        true,
                        hosts((s, h) -> Requests.register("gq-" + s, "10.2.0." + h, 80, 1)),
                        many(SERVICES, s -> Requests.query("gq-" + s)),
                        "\"ip\""),
                new Load("gRPC publish", true, none, many(INSTANCES, Load::published), ok),
                new Load(
                        "gRPC get",
                        true,
                        many(SERVICES, s -> Requests.publish("gg-" + s, CONTENT)),
                        many(SERVICES, s -> Requests.get("gg-" + s)),
                        CONTENT),
                new Load("HTTP register", false, none, many(INSTANCES, Load::httpRegistered), "ok"),
                new Load(
                        "HTTP beat",
                        false,
                        many(INSTANCES, Load::httpRegistered),
                        many(INSTANCES, k -> Requests.httpBeat("hr-" + k % SERVICES, ip(k))),
                        "clientBeatInterval"),
                new Load(
                        "HTTP query",
                        false,
                        hosts((s, h) -> Requests.httpRegister("hq-" + s, "10.3.0." + h)),
                        many(SERVICES, s -> Requests.httpQuery("hq-" + s)),
                        "\"ip\""),
                new Load(
                        "HTTP publish",
                        false,
                        none,
                        many(INSTANCES, k -> Requests.httpPublish("hp-" + k % 48, k + CONTENT)),
                        "true"),
                new Load(
                        "HTTP get",
                        false,
                        many(SERVICES, s -> Requests.httpPublish("hg-" + s, CONTENT)),
                        many(SERVICES, s -> Requests.httpGet("hg-" + s)),
                        CONTENT));
    }

    private static byte[] registered(int k) {
        return Requests.register("gr-" + k, "10.1.0.1", 8000, 1);
    }

    private static byte[] published(int k) {
        return Requests.publish("gp-" + k % 48, k + CONTENT);
    }

    private static byte[] httpRegistered(int k) {
        return Requests.httpRegister("hr-" + k % SERVICES, ip(k));
    }

    private static String ip(int k) {
        return "10.4." + k / 250 + "." + (k % 250 + 1);
    }

    private static List<byte[]> many(int count, IntFunction<byte[]> request) {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(request.apply(i));
        }
        return List.copyOf(all);
    }

    private static List<byte[]> hosts(BiFunction<Integer, Integer, byte[]> request) {
        return many(SERVICES * HOSTS, i -> request.apply(i / HOSTS, i % HOSTS + 1));
    }
}
