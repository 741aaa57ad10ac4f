package dev.pharos.server.front.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.server.front.grpc.Payload;
import dev.pharos.server.front.grpc.RpcProbe;
import dev.pharos.server.front.wire.JsonObject;
import java.io.IOException;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NamingRpcTest {
    private static final String ORDERS =
            "'namespace':'public','groupName':'DEFAULT_GROUP','serviceName':'orders'";

    private final RpcNode node = new RpcNode();
    private final RpcProbe client = node.client();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void whatIsRegisteredIsFound() {
        JsonObject answer = register(client, "10.0.0.1", 80);
        assertThat(answer.text("type")).contains("registerInstance");
        assertThat(answer.number("resultCode", 0)).isEqualTo(200);
        assertThat(answer.number("errorCode", -1)).isZero();
        assertThat(answer.flag("success", false)).isTrue();

        JsonObject info = query(client, "");
        assertThat(info.text("name")).contains("orders");
        assertThat(info.text("groupName")).contains("DEFAULT_GROUP");
        assertThat(info.number("cacheMillis", 0)).isEqualTo(10_000);
        JsonObject host = info.objects("hosts").getFirst();
        assertThat(host.text("instanceId")).contains("10.0.0.1#80#DEFAULT#DEFAULT_GROUP@@orders");
        assertThat(host.text("serviceName")).contains("DEFAULT_GROUP@@orders");
        assertThat(host.textMap("metadata")).containsEntry("zone", "a");
    }

    @Test
    void anAnswerNamesItsRequestWhateverItsIdAndHasNoNulls() {
        register(client, "10.0.0.1", 80);
        for (String id : List.of("17", "a\\\"b", "\\u00e4 \\n")) {
            Payload answer =
                    client.ask(
                            "ServiceQueryRequest",
                            "{\"requestId\":\"" + id + "\",\"serviceName\":\"orders\"}");
            assertThat(answer.type()).isEqualTo("QueryServiceResponse");
            assertThat(RpcProbe.json(answer)).doesNotContain("null");
            String plain = id.replace("\\\"", "\"").replace("\\u00e4", "ä").replace("\\n", "\n");
            assertThat(RpcNode.body(answer).text("requestId")).contains(plain);
        }
        assertThat(query(client, "").has("requestId")).isFalse();
    }

    @Test
    void aSecondRegistrationOfAConnectionReplacesTheFirst() {
        register(client, "10.0.0.1", 80);
        register(client, "10.0.0.2", 80);
        register(node.client(), "10.0.0.3", 80);
        assertThat(ips(query(client, ""))).containsExactlyInAnyOrder("10.0.0.2", "10.0.0.3");
    }

    @Test
    void aBatchReplacesWhatWasThere() {
        register(client, "10.0.0.1", 80);
        JsonObject answer =
                batch("{'ip':'10.0.0.2','port':80},{'ip':'10.0.0.3','port':80,'metadata':null}");
        assertThat(answer.text("type")).contains("batchRegisterInstance");
        assertThat(ips(query(client, ""))).containsExactlyInAnyOrder("10.0.0.2", "10.0.0.3");
        batch("");
        assertThat(ips(query(client, ""))).isEmpty();
    }

    @Test
    void deregisteringTakesBackWhateverTheConnectionPublished() {
        register(client, "10.0.0.1", 80);
        assertThat(instance(client, "deregisterInstance", "10.9.9.9", 1).flag("success", false))
                .isTrue();
        assertThat(ips(query(client, ""))).isEmpty();
        assertThat(instance(client, "deregisterInstance", "10.9.9.9", 1).flag("success", false))
                .isTrue();
    }

    @Test
    void persistentInstancesOutliveTheirConnectionAndClashWithEphemeralOnes() {
        RpcProbe passing = node.client();
        assertThat(persistent(passing, "registerInstance").flag("success", false)).isTrue();
        passing.close();
        JsonObject clash = register(client, "10.0.0.1", 80);
        assertThat(clash.flag("success", true)).isFalse();
        assertThat(clash.number("errorCode", 0)).isEqualTo(400);
        JsonObject host = query(client, "").objects("hosts").getFirst();
        assertThat(host.flag("ephemeral", true)).isFalse();
        persistent(client, "deregisterInstance");
        assertThat(ips(query(client, ""))).isEmpty();
    }

    @Test
    void changesAndRemovalsArePushed() {
        RpcProbe provider = node.client();
        assertThat(ips(subscribe("", true))).isEmpty();
        register(provider, "10.0.0.1", 80);
        JsonObject pushed = nextOf("orders", 1);
        assertThat(pushed.text("namespace")).contains("public");
        JsonObject info = pushed.object("serviceInfo").orElseThrow();
        assertThat(ips(info)).containsExactly("10.0.0.1");
        provider.close();
        JsonObject last = nextOf("orders", 0).object("serviceInfo").orElseThrow();
        assertThat(last.number("lastRefTime", 0))
                .isGreaterThanOrEqualTo(info.number("lastRefTime", Long.MAX_VALUE));
    }

    @Test
    void pushesThatAnOperatorHasStoppedComeWhenHeLetsThem() {
        String pushing = "switches?entry=pushEnabled&value=";
        assertThat(node.operator("PUT", pushing + "false")).isEqualTo("ok");
        subscribe("", true);
        RpcProbe provider = node.client();
        register(provider, "10.0.0.1", 80);
        assertThat(ips(query(client, ""))).containsExactly("10.0.0.1");
        assertThat(node.operator("GET", "push/state")).contains("\"total\":0,");
        register(provider, "10.0.0.2", 80);
        assertThat(node.operator("PUT", pushing + "true")).isEqualTo("ok");
        JsonObject info = nextOf("orders", 1).object("serviceInfo").orElseThrow();
        assertThat(ips(info)).containsExactly("10.0.0.2");
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(node.operator("GET", "push/state"))
                                        .doesNotContain("\"total\":0,", "\"succeed\":0,"));
    }

    /** Source: http-v1.md §5 of the reference: the gate is one of HTTP. */
    @Test
    void theOverriddenStatusClosesHttpAlone() {
        node.operator("PUT", "switches?entry=overriddenServerStatus&value=DOWN");
        register(client, "10.0.0.1", 80);
        assertThat(ips(query(client, ""))).containsExactly("10.0.0.1");
        assertThatThrownBy(() -> node.operator("GET", "metrics"))
                .hasRootCauseInstanceOf(IOException.class)
                .hasStackTraceContaining("503");
        node.operator("PUT", "switches?entry=overriddenServerStatus&value=null");
    }

    @Test
    void eachSpellingOfPoolsIsASubscriptionAndIsEchoed() {
        subscribe("A,DEFAULT", true);
        subscribe("", true);
        assertThat(query(client, "A,DEFAULT").text("clusters")).contains("A,DEFAULT");
        subscribe("", false);
        RpcProbe provider = node.client();
        register(provider, "10.0.0.1", 80);
        JsonObject info = nextOf("orders", 1).object("serviceInfo").orElseThrow();
        assertThat(info.text("clusters")).contains("A,DEFAULT");
    }

    @Test
    void theListNamesServicesWithoutTheirGroup() {
        register(client, "10.0.0.1", 80);
        JsonObject first = list("'pageNo':1,'pageSize':10");
        assertThat(first.number("count", 0)).isEqualTo(1);
        assertThat(first.texts("serviceNames")).containsExactly("orders");
        assertThat(list("'pageNo':9223372036854775807,'pageSize':9223372036854775807"))
                .satisfies(page -> assertThat(page.texts("serviceNames")).isEmpty())
                .satisfies(page -> assertThat(page.number("count", 0)).isEqualTo(1));
        assertThat(list("'pageNo':-1,'pageSize':-1").texts("serviceNames")).isEmpty();
    }

    @Test
    void aRefusalHasTheAnswersOwnTypeAndSaysWhatWasExpected() {
        Payload answer =
                client.ask(
                        "InstanceRequest",
                        "{\"serviceName\":\"s\",\"type\":\"registerInstance\","
                                + "\"instance\":{\"ip\":\"1.1.1.1\",\"port\":70000}}");
        assertThat(answer.type()).isEqualTo("InstanceResponse");
        JsonObject body = RpcNode.body(answer);
        assertThat(body.number("resultCode", 0)).isEqualTo(500);
        assertThat(body.number("errorCode", 0)).isEqualTo(400);
        assertThat(body.text("message").orElseThrow()).contains("port: 70000").contains("0..65535");
        assertThat(instance(client, "dance", "1.1.1.1", 1).number("errorCode", 0)).isEqualTo(400);
    }

    @Test
    void aPortIsAWholeNumber() {
        String request =
                "{\"serviceName\":\"s\",\"type\":\"registerInstance\","
                        + "\"instance\":{\"ip\":\"1.1.1.1\",\"port\":%s}}";
        JsonObject body = RpcNode.body(client.ask("InstanceRequest", request.formatted("80.5")));
        assertThat(body.number("errorCode", 0)).isEqualTo(400);
        assertThat(body.text("message").orElseThrow()).contains("port: 80.5");
        body = RpcNode.body(client.ask("InstanceRequest", request.formatted("80.0")));
        assertThat(body.flag("success", false)).isTrue();
    }

    @Test
    void nothingMayFollowTheObject() {
        Payload answer = client.ask("ServiceListRequest", "{\"pageNo\":1} trailing");
        assertThat(answer.type()).isEqualTo("ErrorResponse");
        assertThat(RpcNode.body(answer).number("errorCode", 0)).isEqualTo(502);
    }

    private JsonObject register(RpcProbe from, String ip, int port) {
        return instance(from, "registerInstance", ip, port);
    }

    private JsonObject instance(RpcProbe from, String type, String ip, int port) {
        return RpcNode.ask(
                from,
                "InstanceRequest",
                "{%s,'type':'%s','instance':{'ip':'%s','port':%d,'metadata':{'zone':'a'}}}"
                        .formatted(ORDERS, type, ip, port));
    }

    private JsonObject persistent(RpcProbe from, String type) {
        return RpcNode.ask(
                from,
                "PersistentInstanceRequest",
                "{%s,'type':'%s','instance':{'ip':'10.0.0.9','port':80,'ephemeral':false}}"
                        .formatted(ORDERS, type));
    }

    private JsonObject batch(String instances) {
        return RpcNode.ask(
                client,
                "BatchInstanceRequest",
                "{%s,'type':'batchRegisterInstance','instances':[%s]}"
                        .formatted(ORDERS, instances));
    }

    private JsonObject list(String page) {
        return RpcNode.ask(
                client, "ServiceListRequest", "{'groupName':'DEFAULT_GROUP'," + page + "}");
    }

    private static JsonObject query(RpcProbe from, String pools) {
        return RpcNode.ask(
                        from,
                        "ServiceQueryRequest",
                        "{%s,'cluster':'%s','udpPort':0,'what':[{}]}".formatted(ORDERS, pools))
                .object("serviceInfo")
                .orElseThrow();
    }

    private JsonObject subscribe(String pools, boolean subscribe) {
        return RpcNode.ask(
                        client,
                        "SubscribeServiceRequest",
                        "{%s,'clusters':'%s','subscribe':%b}".formatted(ORDERS, pools, subscribe))
                .object("serviceInfo")
                .orElseThrow();
    }

    /** The next push of a service with so many hosts; what comes before it is acknowledged too. */
    private JsonObject nextOf(String service, int hosts) {
        return Awaitility.await()
                .until(
                        () -> {
                            Payload push = client.next();
                            client.acknowledge(push);
                            return RpcNode.body(push);
                        },
                        body ->
                                body.text("serviceName", "").equals(service)
                                        && ips(body.object("serviceInfo").orElseThrow()).size()
                                                == hosts);
    }

    private static List<String> ips(JsonObject info) {
        return info.objects("hosts").stream().map(host -> host.text("ip", "")).toList();
    }

    @Test
    void connectionsAndTheirSubscriptionsAreCounted() {
        RpcNode.ask(client, "SubscribeServiceRequest", "{" + ORDERS + ",'subscribe':true}");
        RpcProbe other = node.client();
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(node.metrics())
                                        .contains("\"subscribeCount\":1")
                                        .contains("\"connectionBasedClientCount\":2"));
        other.close();
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(node.metrics())
                                        .contains("\"connectionBasedClientCount\":1"));
    }
}
