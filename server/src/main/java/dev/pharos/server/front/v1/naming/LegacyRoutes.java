package dev.pharos.server.front.v1.naming;

import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.core.member.Life;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.ServiceName;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.wire.JsonWriter;
import dev.pharos.server.front.wire.ServiceJson;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.port.cluster.ClusterView.Cluster;
import dev.pharos.server.port.cluster.ClusterView.Node;
import dev.pharos.server.port.cluster.ClusterView.Standing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What only 1.1.3 had: clients before 0.8, and how it shows who leads. */
final class LegacyRoutes {
    private static final Standing NOTHING =
            new Standing(
                    Role.NONE,
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    Duration.ZERO,
                    Duration.ZERO);

    private final RegistryService registry;
    private final CatalogueService catalogue;
    private final ClusterView view;

    LegacyRoutes(NamingV1.Inside inside) {
        this.registry = inside.registry();
        this.catalogue = inside.catalogue();
        this.view = inside.view();
    }

    List<Route> routes(String base) {
        return List.of(
                prompt("GET", base + "/api/hello", Answers::ok),
                prompt("GET", base + "/api/srvIPXT", this::hosts),
                prompt("GET", base + "/api/allDomNames", this::names),
                prompt("GET", base + "/raft/state", this::state),
                prompt("GET", base + "/raft/peer", this::own),
                prompt("GET", base + "/raft/leader", this::leader),
                prompt("PUT", base + "/service/checksum", this::checksum));
    }

    private CompletionStage<HttpAnswer> hosts(HttpCall call) {
        ServiceName service = Decoding.service(call, "dom");
        String pools = call.parameter("clusters").orElse("");
        if (registry.find(service).isEmpty()) {
            return Answers.nothing(call, service, pools);
        }
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
        Cluster cluster = view.now();
        return Answers.json(
                call,
                json ->
                        json.array(
                                        "peers",
                                        cluster.nodes(),
                                        (array, node) ->
                                                array.open(one -> peer(one, cluster, node)))
                                .number("services", catalogue.counts().services()));
    }

    private CompletionStage<HttpAnswer> own(HttpCall call) {
        Cluster cluster = view.now();
        return Answers.json(call, json -> peer(json, cluster, cluster.own()));
    }

    /** The node that leads; while none does there is none, as in 1.1.3. */
    private CompletionStage<HttpAnswer> leader(HttpCall call) {
        Cluster cluster = view.now();
        @Nullable String peer =
                cluster.leader()
                        .map(node -> JsonWriter.object(json -> peer(json, cluster, node)))
                        .map(json -> new String(json, StandardCharsets.UTF_8))
                        .orElse(null);
        return Answers.json(call, json -> json.textOrNull("leader", peer));
    }

    /**
     * Consoles know three roles, so a node that says nothing of itself is shown as one that
     * follows, in the term that it was last heard in, as 1.1.3 does; and beside that, that it is
     * not reached.
     */
    private static void peer(JsonWriter json, Cluster cluster, Node node) {
        Standing standing = node.standing().orElse(NOTHING);
        boolean silent = node.life() != Life.UP;
        json.text("ip", node.address().toString())
                .textOrNull("voteFor", votedFor(cluster, standing))
                .number("term", standing.term())
                .number("leaderDueMs", standing.electionDue().toMillis())
                .number("heartbeatDueMs", standing.heartbeatDue().toMillis())
                .text("state", silent ? Role.FOLLOWER.name() : shown(standing.role()).name());
        if (silent) {
            json.flag("alive", false);
        }
    }

    private static @Nullable String votedFor(Cluster cluster, Standing standing) {
        return standing.votedFor()
                .flatMap(cluster::find)
                .map(node -> node.address().toString())
                .orElse(null);
    }

    private static Role shown(Role role) {
        return role == Role.LEADER || role == Role.CANDIDATE ? role : Role.FOLLOWER;
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
