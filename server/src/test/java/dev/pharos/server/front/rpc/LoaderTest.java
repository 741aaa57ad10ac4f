package dev.pharos.server.front.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.server.front.grpc.Payload;
import dev.pharos.server.front.grpc.RpcProbe;
import dev.pharos.server.front.wire.Json;
import dev.pharos.server.front.wire.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who moves clients sees them, and those that shall go are sent a reset. */
final class LoaderTest {
    private static final String LOADER = "/nacos/v2/core/loader/";

    private final RpcNode node = new RpcNode();

    @AfterEach
    void close() {
        node.close();
    }

    private JsonObject current() {
        return Json.parse(node.http("GET", LOADER + "current"));
    }

    @Test
    void clientsAreShownWithWhatTheySayOfThemselves() {
        assertThat(current().names()).isEmpty();
        node.clientAt("10.7.0.1");
        JsonObject clients = current();
        String id = clients.names().iterator().next();
        JsonObject shown = clients.object(id).flatMap(one -> one.object("metaInfo")).orElseThrow();
        assertThat(shown.text("connectionId")).contains(id);
        assertThat(shown.text("clientIp")).contains("10.7.0.1");
        assertThat(shown.text("version")).contains("Nacos-Java-Client:v2.5.1");
        assertThat(shown.text("appName")).contains("shop");
        JsonObject all = Json.parse(node.http("GET", "/nacos/v1/core/loader/cluster"));
        assertThat(all.number("total", 0)).isEqualTo(1);
    }

    @Test
    void theOneThatIsNamedIsSentAway() {
        RpcProbe first = node.client();
        String id = current().names().iterator().next();
        RpcProbe second = node.client();
        String reload = "reloadClient?connectionId=" + id + "&redirectAddress=10.0.0.2:8848";
        assertThat(node.http("GET", LOADER + reload)).isEqualTo("success");
        Payload reset = first.next();
        assertThat(reset.type()).isEqualTo("ConnectResetRequest");
        assertThat(RpcNode.body(reset).text("serverIp")).contains("10.0.0.2");
        assertThat(RpcNode.body(reset).text("serverPort")).contains("8848");
        assertThat(node.http("GET", LOADER + "reloadCurrent?count=0")).isEqualTo("success");
        assertThat(RpcNode.body(second.next()).has("serverIp")).isFalse();
    }

    @Test
    void soManyAsAreAskedForStay() {
        RpcProbe peer =
                node.client("{\"labels\":{\"source\":\"cluster\"},\"clientVersion\":\"peer\"}");
        List<RpcProbe> clients = List.of(node.client(), node.client(), node.client());
        assertThat(node.http("GET", LOADER + "reloadCurrent?count=3")).isEqualTo("success");
        assertThat(node.http("GET", LOADER + "reloadCurrent?count=2")).isEqualTo("success");
        List<RpcProbe> all = Stream.concat(Stream.of(peer), clients.stream()).toList();
        for (RpcProbe one : all) {
            RpcNode.ask(
                    one,
                    "ConfigBatchListenRequest",
                    "{'listen':true,'configListenContexts':[{'dataId':'d','group':'g'}]}");
        }
        RpcNode.ask(peer, "ConfigPublishRequest", "{'dataId':'d','group':'g','content':'x'}");
        assertThat(all.stream().map(RpcProbe::next).map(Payload::type))
                .startsWith("ConfigChangeNotifyRequest")
                .containsExactlyInAnyOrder(
                        "ConfigChangeNotifyRequest",
                        "ConfigChangeNotifyRequest",
                        "ConfigChangeNotifyRequest",
                        "ConnectResetRequest");
    }
}
