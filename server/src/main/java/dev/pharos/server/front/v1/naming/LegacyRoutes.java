package dev.pharos.server.front.v1.naming;

import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.core.name.ServiceName;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.wire.JsonWriter;
import dev.pharos.server.front.wire.ServiceJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** What only 1.1.3 had: clients before 0.8, and the state of its Raft. */
final class LegacyRoutes {
    private static final int TERM = 1;
    private static final int LEADER_DUE_MILLIS = 15_000;
    private static final int HEARTBEAT_DUE_MILLIS = 5_000;

    private final RegistryService registry;
    private final CatalogueService catalogue;
    private final String self;

    LegacyRoutes(NamingV1.Inside inside, NamingV1.Place place) {
        this.registry = inside.registry();
        this.catalogue = inside.catalogue();
        this.self = place.address();
    }

    List<Route> routes(String base) {
        return List.of(
                prompt("GET", base + "/api/hello", Answers::ok),
                prompt("GET", base + "/api/srvIPXT", this::hosts),
                prompt("GET", base + "/api/allDomNames", this::names),
                prompt("GET", base + "/raft/state", this::state),
                prompt("GET", base + "/raft/peer", call -> Answers.json(call, this::peer)),
                prompt("GET", base + "/raft/leader", this::leader),
                prompt("PUT", base + "/service/checksum", this::checksum));
    }

    private CompletionStage<HttpAnswer> hosts(HttpCall call) {
        ServiceName service = Decoding.service(call, "dom");
        String pools = call.parameter("clusters").orElse("");
        return Answers.now(
                Answers.encoded(
                        call,
                        ServiceJson.http(
                                registry.query(Decoding.caller(call), service, pools),
                                pools,
                                Decoding.params(call).plainFlag("healthyOnly", false))));
    }

    private CompletionStage<HttpAnswer> names(HttpCall call) {
        Map<String, List<String>> names = new TreeMap<>();
        catalogue
                .services()
                .forEach(
                        view -> {
                            ServiceName name = view.value().name();
                            names.computeIfAbsent(name.namespace().id(), _ -> new ArrayList<>())
                                    .add(name.name());
                        });
        return Answers.json(
                call,
                json ->
                        json.object("doms", spaces -> names.forEach(spaces::texts))
                                .number("count", names.size()));
    }

    private CompletionStage<HttpAnswer> state(HttpCall call) {
        return Answers.json(
                call,
                json ->
                        json.array("peers", List.of(self), (array, _) -> array.open(this::peer))
                                .number("services", catalogue.counts().services()));
    }

    private CompletionStage<HttpAnswer> leader(HttpCall call) {
        String peer = new String(JsonWriter.object(this::peer), StandardCharsets.UTF_8);
        return Answers.json(call, json -> json.text("leader", peer));
    }

    private void peer(JsonWriter json) {
        json.text("ip", self)
                .text("voteFor", self)
                .number("term", TERM)
                .number("leaderDueMs", LEADER_DUE_MILLIS)
                .number("heartbeatDueMs", HEARTBEAT_DUE_MILLIS)
                .text("state", "LEADER");
    }

    /** Of the definition as this server writes it: equal for equal services, no more. */
    private CompletionStage<HttpAnswer> checksum(HttpCall call) {
        ServiceName service = Decoding.service(call);
        byte[] form =
                ServiceJson.http(registry.query(Decoding.caller(call), service, ""), "", false);
        String sum = HexFormat.of().formatHex(md5().digest(form));
        return Answers.json(call, json -> json.text("checksum", sum));
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
