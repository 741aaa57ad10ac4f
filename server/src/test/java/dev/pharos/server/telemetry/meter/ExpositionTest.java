package dev.pharos.server.telemetry.meter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What is reported stands in the text under the names and labels that dashboards of Nacos ask for.
 */
final class ExpositionTest {
    private static final Census CENSUS =
            new Census(
                    new Census.Naming(3, 5, new Census.Subscriptions(7, 2), 11, 13),
                    new Census.Config(17, 19, 23),
                    29,
                    List.of(
                            new Census.Node("10.0.0.1:8848", true, true, "FOLLOWER", 7, 90),
                            new Census.Node("10.0.0.2:8848", false, true, "LEADER", 7, 100),
                            new Census.Node("10.0.0.3:8848", false, false, "UNKNOWN", 6, 60),
                            new Census.Node(
                                    "10.0.0.4:8848",
                                    false,
                                    false,
                                    "UNKNOWN",
                                    Double.NaN,
                                    Double.NaN)));

    private final Meters meters = Meters.of("/nacos");
    private final Exposition exposition = new Exposition(meters, () -> CENSUS);

    @AfterEach
    void close() {
        exposition.close();
    }

    @Test
    void whatANodeHas() {
        assertThat(text().lines())
                .contains(
                        "# TYPE nacos_monitor gauge",
                        "nacos_monitor{module=\"naming\",name=\"serviceCount\"} 3.0",
                        "nacos_monitor{module=\"naming\",name=\"ipCount\"} 5.0",
                        "nacos_monitor{module=\"naming\",name=\"subscriberCount\"} 7.0",
                        "nacos_monitor{module=\"naming\",name=\"leaderStatus\"} 0.0",
                        "nacos_monitor{module=\"config\",name=\"configCount\"} 17.0",
                        "nacos_monitor{module=\"config\",name=\"longPolling\"} 19.0",
                        "nacos_monitor{module=\"core\",name=\"longConnection\"} 29.0",
                        "nacos_naming_subscriber{version=\"v1\"} 2.0",
                        "nacos_naming_subscriber{version=\"v2\"} 5.0",
                        "nacos_naming_publisher{version=\"v1\"} 11.0",
                        "nacos_naming_publisher{version=\"v2\"} 13.0",
                        "pharos_revision 23.0");
    }

    @Test
    void eachNode() {
        assertThat(text().lines())
                .contains(
                        "pharos_node_up{node=\"10.0.0.2:8848\"} 1.0",
                        "pharos_node_up{node=\"10.0.0.3:8848\"} 0.0",
                        "pharos_node_role{node=\"10.0.0.2:8848\",role=\"LEADER\"} 1.0",
                        "pharos_node_term{node=\"10.0.0.1:8848\"} 7.0",
                        "pharos_node_lag_entries{node=\"10.0.0.1:8848\"} 10.0",
                        "pharos_node_lag_entries{node=\"10.0.0.2:8848\"} 0.0");
    }

    @Test
    void aNodeThatIsNotReachedIsShownAsItWasLastHeard() {
        assertThat(text().lines())
                .contains(
                        "pharos_node_role{node=\"10.0.0.3:8848\",role=\"UNKNOWN\"} 1.0",
                        "pharos_node_term{node=\"10.0.0.3:8848\"} 6.0",
                        "pharos_node_lag_entries{node=\"10.0.0.3:8848\"} 40.0",
                        "pharos_node_term{node=\"10.0.0.4:8848\"} NaN",
                        "pharos_node_lag_entries{node=\"10.0.0.4:8848\"} NaN");
    }

    @Test
    void howLongPeersTakeToAnswer() {
        meters.peers().roundTrip("10.0.0.2:8848", 700_000);
        meters.peers().roundTrip("10.0.0.2:8848", 30_000_000);

        String bucket = "pharos_peer_round_trip_seconds_bucket{node=\"10.0.0.2:8848\",le=";
        assertThat(text().lines())
                .contains(
                        "# TYPE pharos_peer_round_trip_seconds histogram",
                        bucket + "\"5.0E-4\"} 0",
                        bucket + "\"0.001\"} 1",
                        bucket + "\"0.05\"} 2",
                        "pharos_peer_round_trip_seconds_count{node=\"10.0.0.2:8848\"} 2");
    }

    @Test
    void callsOverHttp() {
        meters.requests().http("GET", "/nacos/v1/ns/instance/list", 200, 2_000_000);
        meters.requests().http("GET", "/nacos/v1/ns/instance/list", 200, 6_000_000);
        meters.requests().http("BREW", "", 404, 1);

        String list =
                "{exception=\"None\",method=\"GET\",outcome=\"SUCCESS\",status=\"200\","
                        + "uri=\"/v1/ns/instance/list\"}";
        assertThat(text().lines())
                .contains(
                        "# TYPE http_server_requests_seconds summary",
                        "http_server_requests_seconds_count" + list + " 2",
                        "http_server_requests_seconds_sum" + list + " 0.008",
                        "http_server_requests_seconds_max" + list + " 0.006",
                        "http_server_requests_seconds_count{exception=\"None\","
                                + "method=\"UNKNOWN\",outcome=\"CLIENT_ERROR\",status=\"404\","
                                + "uri=\"NOT_FOUND\"} 1");
    }

    @Test
    void requestsOverGrpc() {
        meters.requests().rpc("InstanceRequest", 0, 1_000_000);
        meters.requests().rpc("ConfigPublishRequest", 400, 1_000_000);
        meters.requests().rpc("HealthCheckRequest", 0, 1_000_000);

        String name = "grpc_server_requests_seconds_count";
        assertThat(text().lines())
                .contains(
                        name
                                + "{errorCode=\"0\",module=\"naming\","
                                + "requestClass=\"InstanceRequest\",success=\"true\","
                                + "throwableClass=\"None\"} 1",
                        name
                                + "{errorCode=\"400\",module=\"config\","
                                + "requestClass=\"ConfigPublishRequest\",success=\"false\","
                                + "throwableClass=\"None\"} 1",
                        name
                                + "{errorCode=\"0\",module=\"internal\","
                                + "requestClass=\"HealthCheckRequest\",success=\"true\","
                                + "throwableClass=\"None\"} 1",
                        "nacos_exception_total{module=\"config\",name=\"illegalArgument\"} 1.0");
    }

    @Test
    void whatWentWrongIsToldApartByWhoseFaultItWas() {
        meters.requests().http("POST", "/nacos/v1/cs/configs", 400, 1);
        meters.requests().http("POST", "/nacos/v1/cs/configs", 503, 1);
        meters.requests().http("POST", "/nacos/v1/ns/instance", 503, 1);
        meters.requests().rpc("ConfigPublishRequest", 503, 1);
        meters.log().stops().increment();

        assertThat(text().lines().filter(line -> line.startsWith("nacos_exception_total")))
                .containsExactlyInAnyOrder(
                        "nacos_exception_total{module=\"config\",name=\"illegalArgument\"} 1.0",
                        "nacos_exception_total{module=\"config\",name=\"nacos\"} 2.0",
                        "nacos_exception_total{module=\"naming\",name=\"disk\"} 1.0");
    }

    @Test
    void readsAndWritesOfConfigurationsCountWhicheverWayTheyCame() {
        meters.requests().http("GET", "/nacos/v1/cs/configs", 200, 1_000_000);
        meters.requests().rpc("ConfigQueryRequest", 0, 3_000_000);
        meters.requests().http("POST", "/nacos/v1/cs/configs", 200, 1_000_000);
        meters.requests().http("POST", "/nacos/v1/cs/configs/listener", 200, 1_000_000);

        assertThat(text().lines())
                .contains(
                        "nacos_monitor{module=\"config\",name=\"getConfig\"} 2.0",
                        "nacos_monitor{module=\"config\",name=\"publish\"} 1.0",
                        "nacos_timer_seconds_count{module=\"config\",name=\"readConfigRt\"} 2",
                        "nacos_timer_seconds_sum{module=\"config\",name=\"readConfigRt\"} 0.004",
                        "nacos_timer_seconds_max{module=\"config\",name=\"readConfigRt\"} 0.003",
                        "nacos_timer_seconds_count{module=\"config\",name=\"writeConfigRt\"} 1");
    }

    @Test
    void pushes() {
        assertThat(text()).contains("{module=\"naming\",name=\"avgPushCost\"} -1.0");

        meters.push().services().record(4_000_000);
        meters.push().services().record(8_000_000);
        meters.push().configs().record(2_000_000);
        meters.push().missing().increment();

        assertThat(text().lines())
                .contains(
                        "nacos_monitor{module=\"naming\",name=\"totalPush\"} 3.0",
                        "nacos_monitor{module=\"naming\",name=\"failedPush\"} 1.0",
                        "nacos_monitor{module=\"naming\",name=\"maxPushCost\"} 8.0",
                        "nacos_monitor{module=\"naming\",name=\"avgPushCost\"} 6.0",
                        "nacos_timer_seconds_count{module=\"config\",name=\"notifyRt\"} 1",
                        "# TYPE pharos_push_seconds histogram",
                        "pharos_push_seconds_bucket{of=\"service\",le=\"0.005\"} 1",
                        "pharos_push_seconds_bucket{of=\"service\",le=\"0.01\"} 2",
                        "pharos_push_seconds_bucket{of=\"service\",le=\"+Inf\"} 2");
    }

    @Test
    void theLogAndTheHealthChecks() {
        meters.log().syncs().record(700_000);
        meters.log().batches().record(3);
        meters.probes().asked("TCP");

        assertThat(text().lines())
                .contains(
                        "# TYPE pharos_log_sync_seconds histogram",
                        "pharos_log_sync_seconds_bucket{le=\"5.0E-4\"} 0",
                        "pharos_log_sync_seconds_bucket{le=\"0.001\"} 1",
                        "pharos_log_sync_seconds_count 1",
                        "# TYPE pharos_log_batch_commands histogram",
                        "pharos_log_batch_commands_bucket{le=\"2.0\"} 0",
                        "pharos_log_batch_commands_bucket{le=\"4.0\"} 1",
                        "pharos_log_batch_commands_sum 3.0",
                        "nacos_monitor{module=\"naming\",name=\"tcpHealthCheck\"} 1.0",
                        "nacos_monitor{module=\"naming\",name=\"httpHealthCheck\"} 0.0");
    }

    @Test
    void theProcess() {
        assertThat(text())
                .contains(
                        "\njvm_memory_used_bytes{area=\"heap\"",
                        "\njvm_threads_live_threads ",
                        "\nprocess_cpu_usage ",
                        "\nsystem_load_average_1m ",
                        "\nprocess_uptime_seconds ");
    }

    private String text() {
        return new String(exposition.text(), UTF_8);
    }
}
