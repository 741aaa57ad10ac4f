package dev.pharos.server.front.v1.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Router;
import dev.pharos.server.front.v1.config.ConfigFaults;
import dev.pharos.server.front.wire.Json;
import dev.pharos.server.front.wire.JsonObject;
import dev.pharos.server.watch.ManualWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ClusterV1Test {
    private final List<String> without = new ArrayList<>();
    private final ConfigFaults faults = new ConfigFaults();
    private Router router = router(ScriptedView.three());

    private Router router(ScriptedView view) {
        ManualWorld world = new ManualWorld();
        return Router.of(
                List.of(
                        ClusterV1.section(world, view, without::add, faults, "/nacos"),
                        ClusterV1.list(world, view, faults, "/nacos")),
                faults);
    }

    @Test
    void everyNodeIsShownWithItsState() {
        List<JsonObject> nodes = Json.parse(get("/nacos/v1/core/cluster/nodes")).objects("data");

        assertThat(nodes)
                .extracting(node -> node.text("address", "") + " " + node.text("state", ""))
                .containsExactly(
                        "127.0.0.1:8850 UP", "127.0.0.1:8851 UP", "127.0.0.1:8852 STARTING");
        JsonObject first = nodes.getFirst().object("extendInfo").orElseThrow();
        assertThat(first.text("role", "")).isEqualTo("FOLLOWER");
        JsonObject group =
                first.object("raftMetaData")
                        .flatMap(raft -> raft.object("metaDataMap"))
                        .flatMap(map -> map.object("naming_persistent_service_v2"))
                        .orElseThrow();
        assertThat(group.text("leader", "")).isEqualTo("127.0.0.1:7851");
        assertThat(group.texts("raftGroupMember"))
                .containsExactly("127.0.0.1:7850", "127.0.0.1:7851");
        assertThat(group.number("term", 0)).isEqualTo(7);
        assertThat(nodes.getLast().object("extendInfo").orElseThrow().text("problem", ""))
                .isEqualTo("nobody listens there");
    }

    @Test
    void aKeywordIsTheBeginningOfAnAddress() {
        assertThat(
                        Json.parse(get("/nacos/v1/core/cluster/nodes", "127.0.0.1:8852"))
                                .objects("data"))
                .hasSize(1);
        assertThat(Json.parse(get("/nacos/v1/core/cluster/nodes", "10.")).objects("data"))
                .isEmpty();
    }

    @Test
    void aNodeShowsItself() {
        JsonObject self =
                Json.parse(get("/nacos/v1/core/cluster/self")).object("data").orElseThrow();

        assertThat(self.text("address", "")).isEqualTo("127.0.0.1:8850");
    }

    @Test
    void clientsAreToldOfThoseThatLive() {
        assertThat(get("/nacos/serverlist")).isEqualTo("127.0.0.1:8850\r\n127.0.0.1:8851\r\n");
    }

    @Test
    void clientsAreNotToldOfOneThatIsNoMember() {
        router = router(ScriptedView.outside());

        assertThat(get("/nacos/serverlist")).isEqualTo("[fe80::1]:8852\r\n");
        assertThat(get("/nacos/v1/core/cluster/nodes")).contains("\"leader\":\"[fe80::1]:7852\"");
    }

    @Test
    void anOperatorSaysWhoIsNotWaitedFor() {
        String path = "/nacos/v1/core/cluster/form";

        assertThat(serve("POST", path, path + "?without=10.0.0.3:8848,10.0.0.4"))
                .isEqualTo("{\"code\":200,\"message\":null,\"data\":\"ok\"}");
        assertThat(without).containsExactly("10.0.0.3:8848,10.0.0.4");
    }

    private String get(String path) {
        return get(path, "");
    }

    private String get(String path, String keyword) {
        String query = keyword.isEmpty() ? "" : "?keyword=" + keyword;
        return serve("GET", path, path + query);
    }

    private String serve(String method, String path, String target) {
        HttpCall call = HttpCall.of(method, target, Map.of(), new byte[0]);
        return new String(
                router.route(method, path)
                        .orElseThrow()
                        .endpoint()
                        .serve(call)
                        .toCompletableFuture()
                        .join()
                        .body(),
                UTF_8);
    }
}
