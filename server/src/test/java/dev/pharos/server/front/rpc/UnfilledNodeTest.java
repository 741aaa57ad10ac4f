package dev.pharos.server.front.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.fault.Fault;
import dev.pharos.server.boot.Plugs;
import dev.pharos.server.boot.Plugs.Kept;
import dev.pharos.server.boot.Plugs.Log;
import dev.pharos.server.front.grpc.Payload;
import dev.pharos.server.front.grpc.RpcProbe;
import dev.pharos.server.front.wire.JsonObject;
import dev.pharos.server.port.ConfigStore;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.Filled;
import dev.pharos.server.state.Keepers;
import dev.pharos.server.telemetry.meter.LogMeter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node that does not have yet what is durable says so, and never that something is not there. */
final class UnfilledNodeTest {
    private static final Fault LACK = new Fault.NoLeader("one of two is missing", "start it");
    private static final String CAUSE = "no leader: one of two is missing; start it";
    private static final String KEY = "\"dataId\":\"d\",\"group\":\"g\"";
    private static final String LISTEN =
            "{\"listen\":true,\"configListenContexts\":[{" + KEY + ",\"md5\":\"0\"}]}";

    private static final List<String> READS =
            List.of(
                    "cs/configs?dataId=d&group=g",
                    "cs/configs?dataId=d&group=g&show=all",
                    "cs/configs?dataId=d&group=g&beta=true",
                    "cs/configs?dataId=&group=&search=accurate&pageNo=1&pageSize=9",
                    "cs/configs/catalog?dataId=d&group=g",
                    "cs/history?dataId=d&group=g&search=accurate",
                    "cs/history?dataId=d&group=g&nid=1",
                    "cs/history/previous?dataId=d&group=g&id=1",
                    "cs/history/configs?tenant=",
                    "cs/capacity?group=g",
                    "ns/instance?serviceName=none&ip=10.0.0.1&port=80",
                    "ns/instance/list?serviceName=none",
                    "ns/instance/list?serviceName=none&udpPort=9999",
                    "ns/instance/statuses?key=%23%23DEFAULT_GROUP@@none",
                    "ns/service?serviceName=none",
                    "ns/service/list?pageNo=1&pageSize=9",
                    "ns/service/names",
                    "ns/catalog/service?serviceName=none",
                    "ns/catalog/services?pageNo=1&pageSize=9",
                    "ns/api/srvIPXT?dom=none",
                    "ns/api/allDomNames",
                    "console/namespaces",
                    "console/namespaces?show=all&namespaceId=none");

    private volatile Optional<Fault> lack = Optional.of(LACK);
    private volatile Optional<Fault> doubt = Optional.of(LACK);
    private final RpcNode node = new RpcNode(lacking());

    private Plugs lacking() {
        Plugs plain = Plugs.memory();
        return new Plugs(
                () -> new Lacking(plain.durable().open()),
                plain.ephemeral(),
                plain.picture(),
                plain.company(),
                plain.accesses(),
                plain.findings());
    }

    private final class Lacking implements Kept {
        private final Kept kept;

        Lacking(Kept kept) {
            this.kept = kept;
        }

        @Override
        public ConfigStore past() {
            return kept.past();
        }

        @Override
        public Log start(World world, Keepers state, LogMeter meter) throws IOException {
            state.fills(
                    new Filled() {
                        @Override
                        public Optional<Fault> lack() {
                            return lack;
                        }

                        @Override
                        public Optional<Fault> doubt() {
                            return doubt;
                        }
                    });
            return kept.start(world, state, meter);
        }
    }

    private void fill() {
        lack = Optional.empty();
        doubt = Optional.empty();
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void whatMayOnlyNotBeHereIsNotSaidToBeNowhere() {
        for (String path : READS) {
            assertThat(node.status("GET", "/nacos/v1/" + path)).as(path).isEqualTo("503 " + CAUSE);
        }
        fill();
        for (String path : READS) {
            assertThat(node.status("GET", "/nacos/v1/" + path)).as(path).doesNotStartWith("503");
        }
    }

    @Test
    void aListenerIsToldNothing() {
        String poll = "/nacos/v1/cs/configs/listener?Listening-Configs=d%02g%020%01";
        assertThat(node.status("POST", poll)).isEqualTo("503 " + CAUSE);
    }

    @Test
    void aChangeOfWhatMayOnlyNotBeHereIsNotRefusedAsIfItWereNowhere() {
        String threshold = "/nacos/v1/ns/service?serviceName=none&protectThreshold=0";
        assertThat(node.status("PUT", threshold)).isEqualTo("503 " + CAUSE);
        assertThat(node.status("DELETE", "/nacos/v1/ns/service?serviceName=none"))
                .isEqualTo("503 " + CAUSE);
    }

    @Test
    void whatClientsKeepAliveIsServed() {
        String service = "?serviceName=alive&ip=10.0.0.1&port=80";
        assertThat(node.status("POST", "/nacos/v1/ns/instance" + service)).isEqualTo("200 ok");
        assertThat(node.status("GET", "/nacos/v1/ns/instance/list?serviceName=alive"))
                .contains("10.0.0.1");
        assertThat(node.status("PUT", "/nacos/v1/ns/instance/beat" + service)).contains("10200");
        RpcProbe client = node.client();
        assertThat(subscribe(client, "alive").number("resultCode", 0)).isEqualTo(200);
        assertThat(node.status("DELETE", "/nacos/v1/ns/instance" + service)).isEqualTo("200 ok");
        assertThat(RpcNode.body(client.next()).object("serviceInfo").orElseThrow().objects("hosts"))
                .isEmpty();
    }

    @Test
    void aServiceThatLivesOnDiskIsNotShownInPart() {
        String service = "?serviceName=kept&ephemeral=false&port=80&ip=";
        assertThat(node.status("POST", "/nacos/v1/ns/instance" + service + "10.0.0.1"))
                .isEqualTo("200 ok");
        String list = "/nacos/v1/ns/instance/list?serviceName=kept";
        assertThat(node.status("GET", list)).isEqualTo("503 " + CAUSE);
        fill();
        assertThat(node.status("GET", list)).contains("10.0.0.1");
    }

    @Test
    void aClientOfGrpcIsSentElsewhereForConfigurationsAndKeepsItsConnectionForServices() {
        RpcProbe client = node.client();
        for (String asked : new String[] {"ConfigQueryRequest", "ConfigBatchListenRequest"}) {
            Payload answer = client.ask(asked, asked.contains("Query") ? "{" + KEY + "}" : LISTEN);
            assertThat(answer.type()).isEqualTo("ErrorResponse");
            assertThat(RpcNode.body(answer).number("errorCode", 0)).isEqualTo(503);
            assertThat(RpcNode.body(answer).text("message", "")).isEqualTo(CAUSE);
        }
        JsonObject refused = subscribe(client, "none");
        assertThat(refused.number("errorCode", 0)).isEqualTo(503);
        assertThat(refused.text("message", "")).isEqualTo(CAUSE);
        assertThat(
                        RpcNode.ask(client, "ServiceListRequest", "{'pageNo':1,'pageSize':9}")
                                .number("errorCode", 0))
                .isEqualTo(503);

        fill();

        assertThat(subscribe(client, "none").number("resultCode", 0)).isEqualTo(200);
        assertThat(client.ask("ConfigQueryRequest", "{" + KEY + "}").type())
                .isEqualTo("ConfigQueryResponse");
    }

    @Test
    void whatHasBeenShownBeforeIsShownAndOfTheRestNothingIsSaid() {
        String kept = "/nacos/v1/cs/configs?dataId=kept&group=g";
        String instance = "/nacos/v1/ns/instance?serviceName=kept&ip=10.0.0.1&port=80";
        assertThat(node.status("POST", kept + "&content=a")).isEqualTo("200 true");
        assertThat(node.status("POST", instance + "&ephemeral=false")).isEqualTo("200 ok");
        lack = Optional.empty();

        assertThat(node.status("GET", kept)).isEqualTo("200 a");
        assertThat(node.status("GET", instance)).startsWith("200 ");
        assertThat(node.status("GET", "/nacos/v1/ns/service/list?pageNo=1&pageSize=9"))
                .contains("kept");
        assertThat(node.status("GET", "/nacos/v1/cs/history?dataId=kept&group=g&search=accurate"))
                .startsWith("200 ");
        for (String none :
                List.of(
                        "cs/configs?dataId=none&group=g",
                        "cs/history?dataId=none&group=g&nid=99",
                        "ns/instance/list?serviceName=none",
                        "ns/service?serviceName=none",
                        "console/namespaces?show=all&namespaceId=none")) {
            assertThat(node.status("GET", "/nacos/v1/" + none)).as(none).isEqualTo("503 " + CAUSE);
        }
    }

    @Test
    void probesHearWhatItDoesNotShow() {
        assertThat(node.status("GET", "/nacos/v1/console/health/readiness"))
                .isEqualTo("200 OK for ephemeral instances; has nothing durable yet: " + CAUSE);
        assertThat(node.status("GET", "/nacos/actuator/health")).contains("DEGRADED", CAUSE);
        assertThat(node.status("GET", "/nacos/v1/ns/operator/metrics?onlyStatus=false"))
                .startsWith("200 ");
        fill();
        assertThat(node.status("GET", "/nacos/v1/console/health/readiness")).isEqualTo("200 OK");
    }

    private static JsonObject subscribe(RpcProbe client, String service) {
        return RpcNode.ask(
                client,
                "SubscribeServiceRequest",
                "{'subscribe':true,'serviceName':'" + service + "','groupName':'DEFAULT_GROUP'}");
    }
}
