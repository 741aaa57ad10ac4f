package dev.pharos.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.testkit.cluster.NodeCluster;
import dev.pharos.testkit.cluster.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Clients of all generations at three nodes that are one cluster. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock("clients, first lane")
@Order(1)
final class ThreeNodesClientIT {
    private static final Duration SOON = Duration.ofSeconds(25);

    /** Clients over HTTP that lost their node ask another one after up to 60 s. */
    private static final Duration AFTER_A_KILL = Duration.ofSeconds(90);

    private static final Path FOLDER = Path.of("target", "clients", "three");

    private final List<ClientProcess> clients = new ArrayList<>();
    private NodeCluster cluster;

    @BeforeAll
    void open() {
        cluster = NodeCluster.start(FOLDER, 3);
    }

    @AfterAll
    void close() {
        clients.forEach(ClientProcess::close);
        cluster.close();
    }

    @Test
    void clientsAtDifferentNodesSeeEachOther() {
        String service = "apart";
        String dataId = "apart.properties";
        List<ClientProcess> apart = open("apart", false);
        apart.forEach(client -> client.call("subscribe", "service", service));
        apart.forEach(client -> client.call("listen", "dataId", dataId));
        for (int i = 0; i < apart.size(); i++) {
            apart.get(i).call("register", ClientTour.instance(service, "20.18.8." + i));
            int expected = i + 1;
            for (ClientProcess client : apart) {
                client.expectInstances(service, seen -> seen.size() == expected, SOON);
            }
            String content = "from=" + i;
            apart.get(i).call("publish", "dataId", dataId, "content", content);
            for (ClientProcess client : apart) {
                client.expectContent(dataId, content, SOON);
            }
        }
        apart.getFirst().call("deregister", ClientTour.instance(service, "20.18.8.0"));
        for (ClientProcess client : apart) {
            client.expectInstances(service, seen -> seen.size() == apart.size() - 1, SOON);
        }
        apart.forEach(ClientProcess::close);
    }

    @Test
    void clientsSurviveTheKillOfAnyNode() {
        String service = "survives";
        String dataId = "survives.properties";
        List<ClientProcess> all = open("survives", true);
        Set<String> everybody = new TreeSet<>();
        all.forEach(client -> client.call("subscribe", "service", service));
        all.forEach(client -> client.call("listen", "dataId", dataId));
        for (int i = 0; i < all.size(); i++) {
            all.get(i).call("register", ClientTour.instance(service, "20.18.9." + i));
            everybody.add("20.18.9." + i + ":8080");
        }
        for (ClientProcess client : all) {
            client.expectInstances(service, seen -> addresses(seen).equals(everybody), SOON);
        }
        for (NodeProcess node : cluster.nodes()) {
            node.kill();
            cluster.awaitLeader();
            String content = "after the kill of " + node.address();
            ClientProcess publisher = all.getFirst();
            Awaitility.await("published " + content)
                    .atMost(AFTER_A_KILL)
                    .until(() -> publishes(publisher, dataId, content));
            for (ClientProcess client : all) {
                client.expectContent(dataId, content, AFTER_A_KILL);
                Awaitility.await("queries " + content)
                        .atMost(AFTER_A_KILL)
                        .until(() -> finds(client, service, everybody));
            }
            node.restart();
            cluster.awaitLeader();
        }
        for (ClientProcess client : all) {
            assertThat(client.toldInstances(service))
                    .as("told since all were there")
                    .allSatisfy(told -> assertThat(addresses(told)).isEqualTo(everybody));
        }
        all.forEach(ClientProcess::close);
    }

    /** One of each release: either each knows one node, or each all of them. */
    private List<ClientProcess> open(String name, boolean knowsAll) {
        List<NodeProcess> nodes = cluster.nodes();
        String list = nodes.stream().map(NodeProcess::address).collect(Collectors.joining(","));
        List<ClientProcess> opened = new ArrayList<>();
        for (ClientRelease release : ClientRelease.values()) {
            if (release.possible()) {
                String one = nodes.get(opened.size() % nodes.size()).address();
                ClientSite site =
                        ClientSite.at(knowsAll ? list : one, FOLDER.resolve(name), release.name());
                ClientProcess client = ClientProcess.start(release, site);
                clients.add(client);
                opened.add(client.open());
            }
        }
        return opened;
    }

    private static boolean publishes(ClientProcess client, String dataId, String content) {
        ClientLine reply = client.attempt("publish", "dataId", dataId, "content", content);
        return reply.need("ok").equals("true") && reply.need("done").equals("true");
    }

    private static boolean finds(ClientProcess client, String service, Set<String> wanted) {
        ClientLine reply = client.attempt("query", "service", service);
        return reply.need("ok").equals("true") && addresses(reply.instances()).equals(wanted);
    }

    private static Set<String> addresses(List<SeenInstance> seen) {
        return seen.stream()
                .map(SeenInstance::address)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
