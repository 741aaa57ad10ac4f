package dev.pharos.server.front.v1.naming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.health.Probing;
import dev.pharos.server.front.wire.Json;
import dev.pharos.server.front.wire.JsonObject;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NamingV1Test {
    private static final String AT = "&ip=10.0.0.1&port=80";

    private final Naming naming;

    NamingV1Test() throws IOException {
        naming = new Naming();
    }

    @AfterEach
    void end() {
        naming.close();
    }

    private List<JsonObject> hosts(String service) {
        return Json.parse(naming.told("GET", "instance/list?serviceName=" + service))
                .objects("hosts");
    }

    @Test
    void aPlainCallerMayUpdateWhatDoesNotExistYet() {
        String put = "instance?serviceName=nacos.naming.serviceName&ip=20.18.7.10&port=8080";
        assertThat(naming.told("PUT", put)).isEqualTo("ok");
        assertThat(naming.told("PUT", put.replace("20.18.7.10", "20.18.7.11"))).isEqualTo("ok");
        assertThat(hosts("nacos.naming.serviceName")).hasSize(2);
        String other = "instance?serviceName=other" + AT;
        assertThat(naming.call("PUT", other, Naming.SDK).status()).isEqualTo(400);
    }

    @Test
    void whatAnOperatorDisabledStaysDisabled() {
        String register = "instance?serviceName=s" + AT;
        assertThat(naming.told("POST", register)).isEqualTo("ok");
        assertThat(naming.told("PUT", register + "&enabled=false")).isEqualTo("ok");
        assertThat(hosts("s")).isEmpty();
        assertThat(naming.told("POST", register)).isEqualTo("ok");
        assertThat(hosts("s")).isEmpty();
        assertThat(naming.told("DELETE", register)).isEqualTo("ok");
        assertThat(naming.told("POST", register + "&enabled=true")).isEqualTo("ok");
        assertThat(hosts("s")).isEmpty();
        assertThat(naming.told("DELETE", register)).isEqualTo("ok");
        assertThat(naming.told("DELETE", "service?serviceName=s")).isEqualTo("ok");
        assertThat(naming.told("GET", "service/list?pageNo=1&pageSize=9"))
                .isEqualTo("{\"count\":0,\"doms\":[]}");
        assertThat(naming.told("POST", register)).isEqualTo("ok");
        assertThat(hosts("s")).isEmpty();
        assertThat(naming.told("PUT", register + "&enabled=true")).isEqualTo("ok");
        assertThat(hosts("s")).hasSize(1);
    }

    @Test
    void whatIsNotThereMayBeDisabledBeforeItComes() {
        String absent = "instance?serviceName=s" + AT;
        assertThat(naming.told("PUT", absent + "&enabled=false")).isEqualTo("ok");
        assertThat(naming.told("POST", absent)).isEqualTo("ok");
        assertThat(naming.told("DELETE", absent)).isEqualTo("ok");
        assertThat(hosts("s")).isEmpty();
        assertThat(naming.told("PUT", absent + "&enabled=true")).isEqualTo("ok");
        assertThat(hosts("s")).hasSize(1);
    }

    @Test
    void whatIsRegisteredWithPutStaysDisabledToo() {
        String register = "instance?serviceName=s" + AT;
        naming.told("PUT", register);
        naming.told("PUT", register + "&enabled=false");
        assertThat(naming.told("PUT", register + "&weight=3")).isEqualTo("ok");
        assertThat(naming.call("PUT", register, Naming.SDK).status()).isEqualTo(200);
        assertThat(hosts("s")).isEmpty();
        naming.told("DELETE", register);
        assertThat(naming.told("PUT", register)).isEqualTo("ok");
        assertThat(hosts("s")).isEmpty();
        naming.told("PUT", register + "&enabled=true&weight=3");
        assertThat(hosts("s").getFirst().decimal("weight", 0)).isEqualTo(3);
    }

    @Test
    void aRegistrationWithPutThatIsSentAgainIsAHeartbeat() {
        String register = "instance?serviceName=s" + AT;
        for (int i = 0; i < 5; i++) {
            assertThat(naming.told("PUT", register)).isEqualTo("ok");
            naming.pass(Duration.ofSeconds(10));
            assertThat(hosts("s").getFirst().flag("healthy", false)).isTrue();
        }
        naming.pass(Duration.ofSeconds(6));
        naming.told("PUT", register + "&enabled=true");
        assertThat(hosts("s").getFirst().flag("healthy", true)).isFalse();
    }

    @Test
    void whatAClientDisabledItEnables() {
        String register = "instance?serviceName=s" + AT;
        naming.told("POST", register + "&enabled=false");
        assertThat(hosts("s")).isEmpty();
        naming.told("POST", register + "&enable=true");
        assertThat(hosts("s")).hasSize(1);
    }

    @Test
    void putReplacesWhatAnOperatorLaidOverAndPatchAddsToIt() {
        String at = "instance?serviceName=s" + AT;
        naming.told("POST", at + "&metadata=a%3D1");
        naming.told("PUT", at + "&weight=5&metadata=x%3Dy");
        naming.told("PUT", at + "&metadata=z%3D1");
        JsonObject put = hosts("s").getFirst();
        assertThat(put.decimal("weight", 0)).isEqualTo(1);
        assertThat(put.textMap("metadata")).containsOnlyKeys("a", "z");
        naming.told("PATCH", at + "&weight=7");
        naming.told("PATCH", at + "&metadata=p%3Dq");
        JsonObject patched = hosts("s").getFirst();
        assertThat(patched.decimal("weight", 0)).isEqualTo(7);
        assertThat(patched.textMap("metadata")).containsOnlyKeys("a", "p");
        assertThat(naming.told("PATCH", at + "1&weight=7")).startsWith("404 ");
        assertThat(naming.told("PATCH", at + "&weight=-7")).startsWith("400 weight: ");
    }

    @Test
    void silenceMakesUnhealthyThenEnds() {
        naming.told("POST", "instance?serviceName=s" + AT);
        naming.pass(Duration.ofSeconds(17));
        assertThat(hosts("s").getFirst().flag("healthy", true)).isFalse();
        String beat = naming.told("PUT", "instance/beat?serviceName=s" + AT);
        assertThat(beat)
                .isEqualTo(
                        "{\"clientBeatInterval\":5000,\"code\":10200,\"lightBeatEnabled\":true}");
        assertThat(hosts("s").getFirst().flag("healthy", false)).isTrue();
        naming.pass(Duration.ofSeconds(32));
        assertThat(hosts("s")).isEmpty();
        assertThat(naming.told("PUT", "instance/beat?serviceName=s" + AT)).contains("20404");
    }

    @Test
    void aBeatWithABodyRegisters() {
        String beat = "{\"ip\":\"10.0.0.9\",\"port\":1,\"weight\":2,\"metadata\":{\"a\":\"b\"}}";
        String encoded = URLEncoder.encode(beat, StandardCharsets.UTF_8);
        assertThat(naming.told("PUT", "instance/beat?serviceName=g%40%40s&beat=" + encoded))
                .contains("10200");
        assertThat(hosts("g%40%40s").getFirst().textMap("metadata")).containsEntry("a", "b");
    }

    @Test
    void numberedIdsAreUniqueAndStay() {
        String numbered =
                "instance?serviceName=s&metadata=preserved.instance.id.generator%3Dsnowflake";
        for (String port : new String[] {"1", "2", "1"}) {
            naming.told("POST", numbered + "&ip=10.0.0.1&port=" + port);
        }
        List<String> before = hosts("s").stream().map(h -> h.text("instanceId", "")).toList();
        assertThat(before).hasSize(2).doesNotHaveDuplicates();
        assertThat(before).allMatch(id -> id.matches("[0-9]+#DEFAULT#DEFAULT_GROUP@@s"));
        naming.pass(Duration.ofSeconds(3));
        naming.told("POST", numbered + AT.replace("80", "1") + "&weight=3");
        assertThat(hosts("s").stream().map(h -> h.text("instanceId", "")).toList())
                .isEqualTo(before);
    }

    @Test
    void refusalsNameFieldValueAndWhatWasExpected() {
        String at = "instance?serviceName=s&ip=10.0.0.1&port=";
        assertThat(naming.told("POST", at + "70000"))
                .isEqualTo("400 port: 70000 (expected: 0..65535)");
        assertThat(naming.told("POST", at + "80&weight=x"))
                .isEqualTo("400 weight: x (expected: a number)");
        assertThat(naming.told("POST", "instance?ip=1.1.1.1&port=1"))
                .isEqualTo("400 serviceName: missing (expected: a value)");
        assertThat(naming.told("POST", "instance?serviceName=a%20b" + AT)).startsWith("400 ");
        assertThat(naming.told("POST", "instance?serviceName=s&ip=10.0%200.1&port=1"))
                .startsWith("400 ip: ");
        assertThat(naming.told("GET", "nothing")).startsWith("501 ").contains("no such api");
        assertThat(naming.told("PUT", "service?serviceName=s&protectThreshold=1"))
                .startsWith("400 ");
    }

    @Test
    void aPlainCallerIsTakenAsBySuchServersOfBefore() {
        assertThat(naming.told("POST", "instance?serviceName=s&ip=10.0.0.1%20&port=%2080"))
                .isEqualTo("ok");
        assertThat(hosts("s").getFirst().text("instanceId", ""))
                .isEqualTo("10.0.0.1#80#DEFAULT#DEFAULT_GROUP@@s");
        String seldom =
                "instance?serviceName=m&metadata=preserved.heart.beat.interval%3D9000,"
                        + "preserved.heart.beat.timeout%3D3000"
                        + AT;
        assertThat(naming.call("POST", seldom, Naming.SDK).status()).isEqualTo(400);
        assertThat(naming.told("POST", seldom)).isEqualTo("ok");
    }

    @Test
    void whatNothingCanBeCalledIsNotThere() {
        String list = "instance/list?serviceName=a%20b&groupName=g%2Fx&clusters=c";
        assertThat(naming.told("GET", list))
                .isEqualTo("{\"hosts\":[],\"name\":\"g/x@@a b\",\"clusters\":\"c\"}");
        assertThat(naming.call("GET", list, Naming.SDK).status()).isEqualTo(400);
        assertThat(naming.told("GET", list + "&namespaceId=n.s")).startsWith("400 namespaceId: ");
        naming.told("POST", "instance?serviceName=s" + AT);
        String pools = "instance/list?serviceName=s&clusters=D%20%2C%20E%20F";
        assertThat(naming.told("GET", pools)).contains("\"hosts\":[]");
        assertThat(naming.call("GET", pools, Naming.SDK).status()).isEqualTo(400);
    }

    @Test
    void anUnknownServiceHasNoHostsAndEchoesItsPools() {
        assertThat(naming.told("GET", "instance/list?serviceName=none&clusters=b,a"))
                .contains("\"clusters\":\"b,a\"")
                .contains("\"hosts\":[]")
                .contains("\"name\":\"DEFAULT_GROUP@@none\"");
    }

    @Test
    void servicesArePagedByName() {
        for (String name : new String[] {"c", "a", "b"}) {
            naming.told("POST", "service?serviceName=" + name);
        }
        assertThat(naming.told("GET", "service/list?pageNo=2&pageSize=2"))
                .isEqualTo("{\"count\":3,\"doms\":[\"c\"]}");
        assertThat(naming.told("GET", "service/list?pageNo=2147483647&pageSize=2147483647"))
                .isEqualTo("{\"count\":3,\"doms\":[]}");
        assertThat(naming.told("POST", "service?serviceName=a")).startsWith("400 ");
        assertThat(naming.told("DELETE", "service?serviceName=a")).isEqualTo("ok");
    }

    @Test
    void switchesAreKeptAndCheckedAsNacosDoes() {
        assertThat(naming.told("PUT", "operator/switches?entry=masters&value=a,b")).isEqualTo("ok");
        assertThat(naming.told("PUT", "operator/switches?entry=pushCacheMillis&value=10"))
                .startsWith("400 pushCacheMillis: 10 (expected: ");
        assertThat(naming.told("GET", "ops/switches")).contains("\"masters\":[\"a\",\"b\"]");
    }

    @Test
    void theSwitchOfHeartbeatsIsWhatClientsAreTold() {
        naming.told("POST", "instance?serviceName=s" + AT);
        String own = "instance?serviceName=own&metadata=preserved.heart.beat.interval%3D4000" + AT;
        naming.told("POST", own);
        naming.told("PUT", "operator/switches?entry=clientBeatInterval&value=7000");
        naming.told("PUT", "operator/switches?entry=lightBeatEnabled&value=false");
        assertThat(naming.told("PUT", "instance/beat?serviceName=s" + AT))
                .isEqualTo(
                        "{\"clientBeatInterval\":7000,\"code\":10200,\"lightBeatEnabled\":false}");
        assertThat(naming.told("PUT", "instance/beat?serviceName=none" + AT)).contains(":7000,");
        assertThat(naming.told("PUT", "instance/beat?serviceName=own" + AT)).contains(":4000,");
    }

    @Test
    void theSwitchOfKindsIsForWhoDoesNotSayWhatItIs() {
        naming.told("PUT", "operator/switches?entry=defaultInstanceEphemeral&value=false");
        naming.told("POST", "instance?serviceName=s" + AT);
        naming.told("POST", "instance?serviceName=e&ephemeral=true" + AT);
        assertThat(hosts("s").getFirst().flag("ephemeral", true)).isFalse();
        assertThat(hosts("e").getFirst().flag("ephemeral", false)).isTrue();
        naming.told("DELETE", "instance?serviceName=s" + AT);
        assertThat(hosts("s")).isEmpty();
    }

    @Test
    void whatIsProbedNoLongerIsHealthy() {
        for (String which : List.of("1&healthy=true", "2&healthy=false", "3&healthy=false")) {
            naming.told("POST", "instance?serviceName=s&ephemeral=false&ip=10.0.0.1&port=" + which);
        }
        naming.told(
                "POST", "instance?serviceName=s&ephemeral=false&healthy=false&clusterName=b" + AT);
        String pool = "cluster?serviceName=s&clusterName=DEFAULT&checkPort=80&healthChecker=";
        String checker = "%7B%22type%22:%22TCP%22%7D&useInstancePort4Check=true";
        assertThat(naming.told("PUT", pool + checker)).isEqualTo("ok");
        assertThat(healthy("s")).containsExactly(true, false, false, false);
        assertThat(naming.told("PUT", pool + checker.replace("TCP", "NONE"))).isEqualTo("ok");
        assertThat(healthy("s")).containsExactly(true, true, true, false);
    }

    private List<Boolean> healthy(String service) {
        return hosts(service).stream().map(host -> host.flag("healthy", false)).toList();
    }

    @Test
    void levelsOfLogsAreSet() {
        assertThat(naming.told("PUT", "operator/log?logName=naming-server&logLevel=ERROR"))
                .isEqualTo("ok");
        assertThat(naming.levels).containsExactly("naming-server ERROR");
    }

    @Test
    void jsonThatIsNoneIsNamedByItsField() {
        assertThat(naming.told("PUT", "instance/beat?serviceName=s&beat=%7B"))
                .startsWith("400 beat: { (expected: a JSON object: ");
        assertThat(naming.told("POST", "service?serviceName=s&selector=%7B"))
                .startsWith("400 selector: { (expected: a JSON object: ");
        String batch = "instance/metadata/batch?serviceName=s&metadata=a%3D1&instances=";
        assertThat(naming.told("PUT", batch + "%5B"))
                .startsWith("400 instances: [ (expected: a list of JSON objects: ");
    }

    @Test
    void cpuIsAShare() {
        JsonObject metrics = Json.parse(naming.told("GET", "operator/metrics?onlyStatus=false"));
        assertThat(metrics.decimal("cpu", -1)).isBetween(0.0, 1.0);
    }

    @Test
    void anOperatorMayCloseNamingAndOpenItAgain() {
        String status = "operator/switches?entry=overriddenServerStatus&value=";
        naming.told("PUT", status + "READ_ONLY");
        assertThat(naming.told("POST", "instance?serviceName=s" + AT)).startsWith("503 ");
        assertThat(hosts("s")).isEmpty();
        assertThat(naming.told("GET", "operator/metrics")).isEqualTo("{\"status\":\"READ_ONLY\"}");
        naming.told("PUT", status + "DOWN");
        assertThat(naming.told("GET", "instance/list?serviceName=s")).startsWith("503 ");
        naming.told("PUT", status + "null");
        assertThat(naming.told("POST", "instance?serviceName=s" + AT)).isEqualTo("ok");
    }

    @Test
    void aClientWithAUdpPortIsPushedChangesWhileItAsks() throws IOException {
        try (DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            client.setSoTimeout(5_000);
            String list =
                    "instance/list?serviceName=s&clientIP=127.0.0.1&udpPort="
                            + client.getLocalPort();
            naming.call("GET", list, Naming.SDK);
            naming.pass(Duration.ofSeconds(2));
            naming.told("POST", "instance?serviceName=s" + AT);
            naming.pass(Duration.ofMillis(20));
            JsonObject packet = received(client);
            assertThat(packet.text("type")).contains("dom");
            assertThat(packet.number("lastRefTime", 0)).isLessThan(1L << 53);
            JsonObject told = Json.parse(packet.text("data", ""));
            assertThat(told.text("name")).contains("DEFAULT_GROUP@@s");
            assertThat(told.objects("hosts")).hasSize(1);
            String subscribers = "service/subscribers?serviceName=s";
            assertThat(naming.told("GET", subscribers)).contains("\"count\":1");
            naming.pass(Duration.ofSeconds(25));
            naming.call("GET", list, Naming.SDK);
            naming.pass(Duration.ofSeconds(25));
            assertThat(naming.told("GET", subscribers)).contains("\"count\":1");
            naming.pass(Duration.ofSeconds(15));
            assertThat(naming.told("GET", subscribers)).contains("\"count\":0");
        }
    }

    @Test
    void whoCannotBePushedToOnlyReads() {
        String list = "instance/list?serviceName=s&clientIP=127.0.0.1&udpPort=9";
        assertThat(naming.told("GET", list)).contains("\"hosts\":[]");
        naming.call("GET", list.replace("127.0.0.1", "some.host"), Naming.SDK);
        assertThat(naming.told("GET", "service/subscribers?serviceName=s"))
                .isEqualTo("{\"subscribers\":[],\"count\":0}");
    }

    private static JsonObject received(DatagramSocket client) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        client.receive(packet);
        return Json.parse(Arrays.copyOf(packet.getData(), packet.getLength()));
    }

    @Test
    void theSwitchesOfHealthChecksReachTheProbes() {
        naming.told("PUT", "operator/switches?entry=check&value=false");
        naming.told("PUT", "operator/switches?entry=healthCheckTimes&value=5");
        naming.told("PUT", "operator/switches?entry=pushEnabled&value=true");
        String pace = "operator/switches?entry=tcpHealthParams&value=%7B%22min%22:";
        naming.told("PUT", pace + "2000,%22max%22:9000%7D");

        assertThat(naming.plans).hasSize(3);
        assertThat(naming.plans.getLast().enabled()).isFalse();
        assertThat(naming.plans.getLast().enough()).isEqualTo(5);
        assertThat(naming.plans.getLast().tcp())
                .isEqualTo(new Probing.Rhythm(2000, 9000, Probing.Rhythm.TCP.inertia()));
        assertThat(
                        naming.told(
                                "PUT",
                                "operator/switches?entry=tcpHealthParams&value=%7B%22min%22:[]%7D"))
                .startsWith("400 ");
    }

    @Test
    void metricsCountWhoPublishesAndWhoWaits() {
        naming.told("POST", "instance?serviceName=a&ip=10.0.0.1&port=80");
        naming.told("POST", "instance?serviceName=b&ip=10.0.0.1&port=80");
        naming.told("POST", "instance?serviceName=p&ip=10.0.0.2&port=80&ephemeral=false");
        naming.call(
                "GET", "instance/list?serviceName=a&clientIP=127.0.0.1&udpPort=40001", Naming.SDK);

        assertThat(naming.told("GET", "operator/metrics?onlyStatus=false"))
                .contains("\"instanceCount\":3")
                .contains("\"subscribeCount\":1")
                .contains("\"connectionBasedClientCount\":0")
                .contains("\"ephemeralIpPortClientCount\":1")
                .contains("\"persistentIpPortClientCount\":1")
                .contains("\"clientCount\":2");
    }
}
