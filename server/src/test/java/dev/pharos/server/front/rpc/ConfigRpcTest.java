package dev.pharos.server.front.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.server.front.grpc.Payload;
import dev.pharos.server.front.grpc.RpcProbe;
import dev.pharos.server.front.wire.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ConfigRpcTest {
    private static final String KEY = "'dataId':'app.yaml','group':'g'";
    private static final String MD5_OF_B = "92eb5ffee6ae2fec3ad71c777531578f";
    private static final String MD5_OF_A = "0cc175b9c0f1b6a831c399e269772661";

    private final RpcNode node = new RpcNode();
    private final RpcProbe client = node.client();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void whatIsPublishedIsRead() {
        assertThat(publish("'content':'a','additionMap':{'type':'yaml','desc':null}")).isTrue();
        JsonObject found = query("'tenant':''");
        assertThat(found.text("content")).contains("a");
        assertThat(found.text("md5")).contains(MD5_OF_A);
        assertThat(found.text("contentType")).contains("yaml");
        assertThat(found.flag("beta", true)).isFalse();
        assertThat(found.has("tag")).isFalse();
        assertThat(query("'tenant':'public'").text("content")).contains("a");
        assertThat(query("").text("content")).contains("a");
    }

    @Test
    void aClientWhoseApplicationCarriesATagIsServedAndToldOfItsVersion() {
        publish("'content':'all'");
        publish("'content':'some','additionMap':{'tag':'blue'}");
        RpcProbe blue =
                node.client("{\"labels\":{\"app_Vipserver-Tag\":\"blue\",\"module\":\"config\"}}");
        JsonObject found = RpcNode.ask(blue, "ConfigQueryRequest", "{" + KEY + "}");
        assertThat(found.text("content")).contains("some");
        JsonObject known =
                RpcNode.ask(
                        blue,
                        "ConfigBatchListenRequest",
                        "{'listen':true,'configListenContexts':[{"
                                + KEY
                                + ",'md5':'"
                                + found.text("md5", "")
                                + "'}]}");
        assertThat(known.objects("changedConfigs")).isEmpty();
    }

    @Test
    void whatIsNotThereIsAnswered300InItsOwnType() {
        Payload answer = client.ask("ConfigQueryRequest", "{\"dataId\":\"none\",\"group\":\"g\"}");
        assertThat(answer.type()).isEqualTo("ConfigQueryResponse");
        JsonObject body = RpcNode.body(answer);
        assertThat(body.number("resultCode", 0)).isEqualTo(500);
        assertThat(body.number("errorCode", 0)).isEqualTo(300);
        assertThat(body.has("lastModified")).isTrue();
        assertThat(body.has("beta")).isTrue();
    }

    @Test
    void compareAndSetTakesTheRightMd5Only() {
        assertThat(publish("'content':'a'")).isTrue();
        assertThat(publish("'content':'b','casMd5':'0000'")).isFalse();
        assertThat(query("").text("content")).contains("a");
        assertThat(publish("'content':'b','casMd5':'" + MD5_OF_A + "'")).isTrue();
        assertThat(query("").text("content")).contains("b");
    }

    @Test
    void aTagIsServedToWhoAsksForIt() {
        publish("'content':'all'");
        publish("'content':'some','additionMap':{'tag':'blue'}");
        assertThat(query("").text("content")).contains("all");
        assertThat(query("'tag':'blue'").text("content")).contains("some");
        assertThat(query("'tag':'blue'").text("tag")).isPresent();
        assertThat(query("'tag':'red'").number("errorCode", 0)).isEqualTo(300);
        assertThat(query("'tag':'red'").text("tag")).contains("red");
        assertThat(remove("'tag':'blue'")).isTrue();
        assertThat(remove("'tag':'blue'")).isTrue();
        assertThat(query("'tag':'blue'").number("errorCode", 0)).isEqualTo(300);
    }

    @Test
    void aConfigurationHasTenVersionsBesideItsFormalOne() {
        publish("'content':'all'");
        for (int i = 0; i < 10; i++) {
            assertThat(publish("'content':'c','additionMap':{'tag':'t" + i + "'}")).isTrue();
        }
        assertThat(publish("'content':'c','additionMap':{'tag':'t10'}")).isFalse();
        assertThat(publish("'content':'c','additionMap':{'betaIps':'10.0.0.1'}")).isFalse();
        assertThat(publish("'content':'d','additionMap':{'tag':'t9'}")).isTrue();
        assertThat(query("'tag':'t9'").text("content")).contains("d");
        assertThat(publish("'content':'all of them'")).isTrue();
        remove("'tag':'t0'");
        assertThat(publish("'content':'c','additionMap':{'tag':'t10'}")).isTrue();
    }

    @Test
    void aBetaVersionIsForClientsOfItsAddressesAlone() {
        RpcProbe chosen = node.clientAt("10.7.0.1");
        RpcProbe other = node.clientAt("10.7.0.11");
        publish("'content':'a'");
        assertThat(listen(chosen, "'md5':'" + MD5_OF_A + "'")).isEmpty();
        assertThat(listen(other, "'md5':'" + MD5_OF_A + "'")).isEmpty();

        publish("'content':'b','additionMap':{'betaIps':'10.7.0.2,10.7.0.1'}");

        assertThat(RpcNode.body(chosen.next()).text("dataId")).contains("app.yaml");
        assertThat(listen(chosen, "'md5':'" + MD5_OF_A + "'")).hasSize(1);
        JsonObject gray = query(chosen);
        assertThat(gray.text("content")).contains("b");
        assertThat(gray.text("md5")).contains(MD5_OF_B);
        assertThat(gray.flag("beta", false)).isTrue();

        assertThat(listen(other, "'md5':'" + MD5_OF_A + "'")).isEmpty();
        JsonObject formal = query(other);
        assertThat(formal.text("content")).contains("a");
        assertThat(formal.text("md5")).contains(MD5_OF_A);
        assertThat(formal.flag("beta", true)).isFalse();

        publish("'content':'c'");
        assertThat(query(chosen).text("content")).contains("b");
        assertThat(query(other).text("content")).contains("c");
    }

    @Test
    void whatIsForAddressesIsRemovedByItsNameBeta() {
        publish("'content':'all'");
        publish("'content':'some','additionMap':{'betaIps':'127.0.0.1,10.0.0.1'}");
        assertThat(remove("'tag':'beta'")).isTrue();
        assertThat(query("").text("content")).contains("all");
        publish("'content':'tagged','additionMap':{'tag':'beta'}");
        assertThat(remove("'tag':'beta'")).isTrue();
        assertThat(query("'tag':'beta'").number("errorCode", 0)).isEqualTo(300);
    }

    @Test
    void removingIsSafeToRepeat() {
        publish("'content':'a'");
        assertThat(remove("")).isTrue();
        assertThat(remove("")).isTrue();
        assertThat(query("").number("errorCode", 0)).isEqualTo(300);
    }

    @Test
    void aListenerIsToldInItsOwnSpelling() {
        publish("'content':'a'");
        assertThat(listen("'tenant':'','md5':''")).hasSize(1);
        assertThat(listen("'tenant':'','md5':'" + MD5_OF_A + "'")).isEmpty();
        publish("'content':'b'");
        Payload push = client.next();
        client.acknowledge(push);
        assertThat(push.type()).isEqualTo("ConfigChangeNotifyRequest");
        JsonObject told = RpcNode.body(push);
        assertThat(told.text("dataId")).contains("app.yaml");
        assertThat(told.text("group")).contains("g");
        assertThat(told.text("tenant")).contains("");
        assertThat(listen("'tenant':'public','md5':''").getFirst().text("tenant"))
                .contains("public");
        assertThat(listen("'md5':''").getFirst().has("tenant")).isFalse();
        remove("");
        assertThat(RpcNode.body(client.next()).has("tenant")).isFalse();
    }

    @Test
    void whoStopsListeningIsNotTold() {
        listen("'md5':''");
        RpcNode.ask(
                client,
                "ConfigBatchListenRequest",
                "{'listen':false,'configListenContexts':[{" + KEY + "}]}");
        RpcNode.ask(
                client,
                "ConfigBatchListenRequest",
                "{'listen':true,'configListenContexts':[{'dataId':'other','group':'g'}]}");
        publish("'content':'a'");
        RpcNode.ask(client, "ConfigPublishRequest", "{'dataId':'other','group':'g','content':'x'}");
        assertThat(RpcNode.body(client.next()).text("dataId")).contains("other");
    }

    @Test
    void aConnectionListensToAsManyAsItsOutboxHolds() {
        StringBuilder many = new StringBuilder("{'dataId':'d','group':'g'}");
        for (int i = 0; i < 10_000; i++) {
            many.append(",{'dataId':'d").append(i).append("','group':'g'}");
        }
        JsonObject answer =
                RpcNode.ask(
                        client,
                        "ConfigBatchListenRequest",
                        "{'listen':true,'configListenContexts':[" + many + "]}");
        assertThat(answer.number("errorCode", 0)).isEqualTo(400);
        assertThat(answer.text("message").orElseThrow()).contains("at most 10000");
    }

    private boolean publish(String more) {
        return RpcNode.ask(client, "ConfigPublishRequest", "{" + KEY + "," + more + "}")
                .flag("success", false);
    }

    private boolean remove(String more) {
        return RpcNode.ask(client, "ConfigRemoveRequest", key(more)).flag("success", false);
    }

    private JsonObject query(String more) {
        return RpcNode.ask(client, "ConfigQueryRequest", key(more));
    }

    private static JsonObject query(RpcProbe from) {
        return RpcNode.ask(from, "ConfigQueryRequest", key(""));
    }

    private List<JsonObject> listen(String more) {
        return listen(client, more);
    }

    private static List<JsonObject> listen(RpcProbe from, String more) {
        return RpcNode.ask(
                        from,
                        "ConfigBatchListenRequest",
                        "{'listen':true,'configListenContexts':[" + key(more) + "]}")
                .objects("changedConfigs");
    }

    private static String key(String more) {
        return "{" + KEY + (more.isEmpty() ? "" : ",") + more + "}";
    }
}
