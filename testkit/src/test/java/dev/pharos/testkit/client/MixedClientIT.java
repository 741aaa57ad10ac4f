package dev.pharos.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Clients of all generations at one node: each sees what the others do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock("clients, second lane")
final class MixedClientIT {
    private static final Duration SOON = Duration.ofSeconds(25);

    private final List<ClientProcess> clients = new ArrayList<>();
    private final List<ClientProcess> silentWhenEmpty = new ArrayList<>();
    private ClientBed bed;

    @BeforeAll
    void open() {
        bed = new ClientBed("mixed");
        for (ClientRelease release : ClientRelease.values()) {
            if (release.possible()) {
                ClientProcess client = bed.client(release, release.name());
                clients.add(client);
                if (!release.tellsOfEmptyLists()) {
                    silentWhenEmpty.add(client);
                }
            }
        }
    }

    @AfterAll
    void close() {
        bed.close();
    }

    @Test
    void instancesOfOneGenerationAreSeenByAllOthers() {
        String service = "mixed";
        clients.forEach(client -> client.call("subscribe", "service", service));
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).call("register", ClientTour.instance(service, "20.18.8." + i));
            int expected = i + 1;
            for (ClientProcess client : clients) {
                client.expectInstances(service, seen -> seen.size() == expected, SOON);
            }
        }
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).call("deregister", ClientTour.instance(service, "20.18.8." + i));
            int expected = clients.size() - i - 1;
            for (ClientProcess client : clients) {
                if (expected > 0 || !silentWhenEmpty.contains(client)) {
                    client.expectInstances(service, seen -> seen.size() == expected, SOON);
                }
            }
        }
    }

    @Test
    void contentOfOneGenerationIsToldToAllOthers() {
        String dataId = "mixed.properties";
        clients.forEach(client -> client.call("listen", "dataId", dataId));
        for (int i = 0; i < clients.size(); i++) {
            String content = "größe=" + i;
            ClientLine reply = clients.get(i).call("publish", "dataId", dataId, "content", content);
            assertThat(reply.need("done")).isEqualTo("true");
            for (ClientProcess client : clients) {
                client.expectContent(dataId, content, SOON);
            }
        }
    }
}
