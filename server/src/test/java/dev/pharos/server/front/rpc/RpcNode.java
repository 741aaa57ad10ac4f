package dev.pharos.server.front.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.boot.Assembly;
import dev.pharos.server.boot.Plugs;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.front.grpc.Payload;
import dev.pharos.server.front.grpc.RpcProbe;
import dev.pharos.server.front.wire.Json;
import dev.pharos.server.front.wire.JsonObject;
import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A whole node in this process, and bare clients of it. */
final class RpcNode implements AutoCloseable {
    private static final String SETUP =
            "{\"clientVersion\":\"Nacos-Java-Client:v2.5.1\",\"labels\":{\"AppName\":\"shop\"}}";

    private final List<Throwable> broken = new ArrayList<>();
    private final SystemWorld world = new SystemWorld((_, failure) -> broken.add(failure));
    private final Assembly node;
    private final List<RpcProbe> probes = new ArrayList<>();

    RpcNode() {
        this(Plugs.memory());
    }

    RpcNode(Plugs plugs) {
        try {
            node =
                    Assembly.start(
                            world,
                            Settings.standard()
                                    .with(Keys.ADDRESS_BOUND, "127.0.0.1")
                                    .with(Keys.PORT, 0),
                            plugs);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A client that is set up. */
    RpcProbe client() {
        return client(SETUP);
    }

    /** A client that is set up with these words. */
    RpcProbe client(String setup) {
        RpcProbe probe = RpcProbe.to(node.grpcPort());
        probes.add(probe);
        return probe.setUp(setup);
    }

    /** A client that is set up, and says that this is its address. */
    RpcProbe clientAt(String ip) {
        RpcProbe probe = RpcProbe.to(node.grpcPort());
        probes.add(probe);
        return probe.setUp(SETUP, ip);
    }

    /** A question whose JSON may use single quotes, and the whole answer. */
    static JsonObject ask(RpcProbe client, String type, String json) {
        return Json.parse(client.ask(type, json.replace('\'', '"')).json());
    }

    /** What the node tells operators of naming. */
    String metrics() {
        return operator("GET", "metrics?onlyStatus=false");
    }

    /** What an operator of naming is answered. */
    String operator(String method, String rest) {
        return http(method, "/nacos/v1/ns/operator/" + rest);
    }

    /** What is answered over HTTP. */
    String http(String method, String path) {
        URI uri = URI.create("http://127.0.0.1:" + node.httpPort() + path);
        try {
            HttpURLConnection call = (HttpURLConnection) uri.toURL().openConnection();
            call.setRequestMethod(method);
            try (InputStream answer = call.getInputStream()) {
                return new String(answer.readAllBytes(), UTF_8);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The status over HTTP, and what is answered with it. */
    String status(String method, String path) {
        URI uri = URI.create("http://127.0.0.1:" + node.httpPort() + path);
        try {
            HttpURLConnection call = (HttpURLConnection) uri.toURL().openConnection();
            call.setRequestMethod(method);
            int status = call.getResponseCode();
            try (InputStream answer =
                    status < 400 ? call.getInputStream() : call.getErrorStream()) {
                return status + " " + new String(answer.readAllBytes(), UTF_8);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The JSON of what was pushed. */
    static JsonObject body(Payload pushed) {
        return Json.parse(pushed.json());
    }

    @Override
    public void close() {
        probes.forEach(RpcProbe::close);
        node.close();
        world.close();
        if (!broken.isEmpty()) {
            throw new AssertionError("a loop of the node failed", broken.getFirst());
        }
    }
}
