package dev.pharos.server.front.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.server.front.grpc.Payload;
import dev.pharos.server.front.grpc.RpcProbe;
import dev.pharos.server.front.wire.JsonObject;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever the JSON is, it is answered in the form of this wire, and the connection lives on. */
final class RpcFuzzTest {
    private static final int CASES = 2_000;
    private static final List<String> TYPES =
            List.of(
                    "InstanceRequest",
                    "BatchInstanceRequest",
                    "PersistentInstanceRequest",
                    "ServiceQueryRequest",
                    "ServiceListRequest",
                    "SubscribeServiceRequest",
                    "ConfigQueryRequest",
                    "ConfigPublishRequest",
                    "ConfigRemoveRequest",
                    "ConfigBatchListenRequest");
    private static final List<String> NAMES =
            List.of(
                    "requestId",
                    "namespace",
                    "serviceName",
                    "groupName",
                    "type",
                    "instance",
                    "instances",
                    "cluster",
                    "clusters",
                    "healthyOnly",
                    "subscribe",
                    "pageNo",
                    "pageSize",
                    "dataId",
                    "group",
                    "tenant",
                    "tag",
                    "content",
                    "casMd5",
                    "additionMap",
                    "listen",
                    "configListenContexts",
                    "ip",
                    "port",
                    "weight",
                    "metadata",
                    "md5",
                    "what");
    private static final List<String> VALUES =
            List.of(
                    "null",
                    "\"\"",
                    "\"s\"",
                    "\"g@@s\"",
                    "\"registerInstance\"",
                    "true",
                    "0",
                    "80",
                    "-1",
                    "1e400",
                    "NaN",
                    "9223372036854775808",
                    "\"\\ud800\"",
                    "[]",
                    "{}",
                    "[null]",
                    "[[{}]]",
                    "\"public\"",
                    "\"10.0.0.1\"",
                    "\"batchRegisterInstance\"");

    private final RpcNode node = new RpcNode();
    private final RpcProbe client = node.client();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void brokenJsonIsAnswered502ForEachType() {
        for (String type : TYPES) {
            for (String json : List.of("", "{", "[]", "{\"a\":", "\u0000", "nonsense")) {
                Payload answer = client.ask(type, json);
                assertThat(answer.type()).isEqualTo("ErrorResponse");
                assertThat(RpcNode.body(answer).number("errorCode", 0)).isEqualTo(502);
            }
        }
    }

    @Test
    void aValueOfTheWrongKindIsRefusedInTheRequestsOwnAnswer() {
        refused(
                "InstanceRequest",
                "{'serviceName':['a']}",
                "serviceName: an array (expected: text)");
        refused(
                "InstanceRequest",
                "{'serviceName':'a','type':'registerInstance','instance':{'port':'x'}}",
                "port: x (expected: a number)");
        refused(
                "SubscribeServiceRequest",
                "{'serviceName':'a','subscribe':'perhaps'}",
                "subscribe: perhaps (expected: true or false)");
        refused(
                "ConfigBatchListenRequest",
                "{'configListenContexts':{}}",
                "configListenContexts: an object (expected: an array)");
        refused(
                "ServiceListRequest",
                "{'requestId':{},'pageNo':'x'}",
                "pageNo: x (expected: a number)");
    }

    private void refused(String type, String json, String message) {
        Payload answer = client.ask(type, json.replace('\'', '"'));
        assertThat(answer.type())
                .isNotEqualTo("ErrorResponse")
                .isEqualTo(
                        type.equals("ConfigBatchListenRequest")
                                ? "ConfigChangeBatchListenResponse"
                                : type.replace("Request", "Response"));
        JsonObject body = RpcNode.body(answer);
        assertThat(body.number("errorCode", 0)).isEqualTo(400);
        assertThat(body.flag("success", true)).isFalse();
        assertThat(body.text("message")).contains(message);
    }

    @Test
    void anyJsonIsAnsweredAndNeverAsADefect() {
        long seed = Long.getLong("seed", 20_261_126L);
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            String type = one(TYPES, random);
            String json = object(random, 0);
            JsonObject body = RpcNode.body(client.ask(type, json));
            String told = "seed " + seed + " case " + i + ": " + type + " " + json;
            boolean success = body.flag("success", false);
            assertThat(body.number("resultCode", 0)).as(told).isEqualTo(success ? 200 : 500);
            long code = body.number("errorCode", -1);
            boolean isJson = !json.contains("NaN") && !json.contains("ud800"); // half a character
            List<Long> refusals = isJson ? List.of(300L, 400L, 404L) : List.of(502L);
            assertThat(code).as(told).isIn(success ? List.of(0L) : refusals);
        }
        assertThat(client.ask("HealthCheckRequest", "{}").type()).isEqualTo("HealthCheckResponse");
    }

    private static String object(Random random, int depth) {
        StringBuilder json = new StringBuilder("{");
        int members = random.nextInt(8);
        for (int i = 0; i < members; i++) {
            json.append(i == 0 ? "" : ",").append('"').append(one(NAMES, random)).append("\":");
            json.append(value(random, depth));
        }
        return json.append('}').toString();
    }

    private static String value(Random random, int depth) {
        return switch (depth > 2 ? 2 : random.nextInt(6)) {
            case 0 -> object(random, depth + 1);
            case 1 -> "[" + object(random, depth + 1) + "]";
            default -> one(VALUES, random);
        };
    }

    private static String one(List<String> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }
}
