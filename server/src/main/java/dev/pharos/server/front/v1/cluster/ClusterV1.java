package dev.pharos.server.front.v1.cluster;

import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.core.member.Life;
import dev.pharos.core.member.Role;
import dev.pharos.server.front.http.Faults;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Router.Section;
import dev.pharos.server.front.wire.JsonWriter;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.port.cluster.ClusterView.Cluster;
import dev.pharos.server.port.cluster.ClusterView.Node;
import dev.pharos.server.port.cluster.Founding;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Everything below {@code /v1/core}, and the list that clients fetch to find the nodes. */
public final class ClusterV1 {
    private static final String LIST = "/serverlist";

    private final World world;
    private final ClusterView view;

    private ClusterV1(World world, ClusterView view) {
        this.world = world;
        this.view = view;
    }

    /** The section that shows the nodes. */
    public static Section section(
            World world, ClusterView view, Founding founding, Faults faults, String context) {
        String base = context + "/v1/core";
        ClusterV1 it = new ClusterV1(world, view);
        String nodes = base + "/cluster";
        return new Section(
                base,
                List.of(
                        prompt("GET", nodes + "/self", it::self),
                        prompt("GET", nodes + "/nodes", it::nodes),
                        prompt("GET", nodes + "/simple/nodes", it::addresses),
                        prompt("GET", nodes + "/health", it::health),
                        prompt("POST", nodes + "/form", call -> form(call, founding))),
                faults,
                false);
    }

    /**
     * The section that clients know as the address server.
     *
     * <p>Source: of the SDKs one splits at {@code \r\n}, others at {@code \n} and trim.
     */
    public static Section list(World world, ClusterView view, Faults faults, String context) {
        ClusterV1 it = new ClusterV1(world, view);
        return new Section(
                context + LIST, List.of(prompt("GET", context + LIST, it::list)), faults, false);
    }

    private CompletionStage<HttpAnswer> self(HttpCall call) {
        Cluster cluster = view.now();
        MemberJson form = new MemberJson(cluster, world.millis());
        return rest(json -> json.object("data", member -> form.write(member, cluster.own())));
    }

    private CompletionStage<HttpAnswer> nodes(HttpCall call) {
        Cluster cluster = view.now();
        MemberJson form = new MemberJson(cluster, world.millis());
        String prefix = call.parameter("keyword").orElse("");
        List<Node> shown =
                cluster.nodes().stream()
                        .filter(node -> node.address().toString().startsWith(prefix))
                        .toList();
        return rest(
                json ->
                        json.array(
                                "data",
                                shown,
                                (array, node) -> array.open(one -> form.write(one, node))));
    }

    private CompletionStage<HttpAnswer> addresses(HttpCall call) {
        return rest(
                json ->
                        json.texts(
                                "data",
                                view.now().nodes().stream()
                                        .map(node -> node.address().toString())
                                        .toList()));
    }

    /** A node that answers is up, whether or not it takes durable writes. */
    private CompletionStage<HttpAnswer> health(HttpCall call) {
        return rest(json -> json.text("data", "UP"));
    }

    /**
     * Who is not waited for before the cluster is founded: {@code without}, which is ours alone.
     */
    private static CompletionStage<HttpAnswer> form(HttpCall call, Founding founding) {
        founding.without(call.parameter("without").orElse(""));
        return rest(json -> json.text("data", "ok"));
    }

    private CompletionStage<HttpAnswer> list(HttpCall call) {
        String lines =
                view.now().nodes().stream()
                        .filter(node -> node.life() == Life.UP)
                        .filter(ClusterV1::isOneOfThem)
                        .map(node -> node.address() + "\r\n")
                        .collect(Collectors.joining());
        return CompletableFuture.completedStage(HttpAnswer.text(200, lines));
    }

    /** Not one that waits to be a member, or was taken out and runs on. */
    private static boolean isOneOfThem(Node node) {
        return node.standing()
                .filter(now -> now.role() == Role.NONE || now.role() == Role.LEARNER)
                .isEmpty();
    }

    private static CompletionStage<HttpAnswer> rest(Consumer<JsonWriter> data) {
        byte[] json =
                JsonWriter.object(
                        out -> {
                            out.number("code", 200).none("message");
                            data.accept(out);
                        });
        return CompletableFuture.completedStage(HttpAnswer.json(200, json));
    }
}
