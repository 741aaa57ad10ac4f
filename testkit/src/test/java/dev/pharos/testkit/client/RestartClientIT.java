package dev.pharos.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A node that is killed and started time and again, and stopped in the end, among clients that
 * provide and subscribe: no list gets shorter.
 */
@ResourceLock("clients, second lane")
@Order(1)
final class RestartClientIT {
    private static final int KILLS = 10;
    private static final Duration SOON = Duration.ofSeconds(25);
    private static final String SERVICE = "restarts";
    private static final List<ClientRelease> RELEASES =
            List.of(ClientRelease.NACOS_2_5, ClientRelease.NACOS_1_4, ClientRelease.NACOS_1_1);

    private final Set<String> everybody = new TreeSet<>();
    private final List<ClientProcess> providers = new ArrayList<>();
    private final List<ClientProcess> subscribers = new ArrayList<>();
    private ClientBed bed;

    @BeforeEach
    void open() {
        bed = new ClientBed("restarts");
        for (ClientRelease release : RELEASES) {
            providers.add(bed.client(release, release + "-provider"));
            subscribers.add(bed.client(release, release + "-subscriber"));
        }
    }

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void noListGetsShorter() {
        subscribers.forEach(client -> client.call("subscribe", "service", SERVICE));
        for (int i = 0; i < providers.size(); i++) {
            String ip = "20.18.9." + i;
            providers.get(i).call("register", ClientTour.instance(SERVICE, ip));
            everybody.add(ip + ":8080");
        }
        for (ClientProcess client : subscribers) {
            client.expectInstances(SERVICE, seen -> addresses(seen).equals(everybody), SOON);
        }
        for (int kill = 1; kill <= KILLS; kill++) {
            bed.node().kill();
            bed.node().restart();
            assertThat(bed.curl().instances(SERVICE)).contains(ips());
            for (ClientProcess client : subscribers) {
                Awaitility.await("asked again after kill " + kill)
                        .atMost(SOON)
                        .until(() -> polled(client));
            }
        }
        bed.node().stop();
        expectNothingShorterTold();
        theUnconfirmedGoAfterTheGrace();
    }

    /** The first of all providers goes with its node; whoever comes back stays. */
    private void theUnconfirmedGoAfterTheGrace() {
        providers.getFirst().kill();
        bed.node().restart();
        assertThat(bed.curl().instances(SERVICE)).contains(ips());
        Set<String> others = new TreeSet<>(everybody);
        others.remove("20.18.9.0:8080");
        for (ClientProcess client : subscribers) {
            client.expectInstances(
                    SERVICE, seen -> addresses(seen).equals(others), ClientTour.EXPIRED);
        }
    }

    private void expectNothingShorterTold() {
        for (ClientProcess client : subscribers) {
            assertThat(client.toldInstances(SERVICE))
                    .allSatisfy(told -> assertThat(addresses(told)).isEqualTo(everybody));
        }
    }

    /** Whether the client reaches the node, which then must tell it of everybody. */
    private boolean polled(ClientProcess client) {
        ClientLine reply = client.attempt("query", "service", SERVICE);
        if (reply.need("ok").equals("false")) {
            return false;
        }
        assertThat(addresses(reply.instances())).as("polled").isEqualTo(everybody);
        return true;
    }

    private String[] ips() {
        return everybody.stream().map(at -> at.split(":", -1)[0]).toArray(String[]::new);
    }

    private static Set<String> addresses(List<SeenInstance> seen) {
        return seen.stream()
                .map(SeenInstance::address)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
