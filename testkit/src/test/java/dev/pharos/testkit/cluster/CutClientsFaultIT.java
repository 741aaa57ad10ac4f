package dev.pharos.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.testkit.client.ClientProcess;
import dev.pharos.testkit.client.ClientRelease;
import dev.pharos.testkit.client.ClientSite;
import dev.pharos.testkit.client.SeenInstance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Nodes that do not hear each other while real clients provide and subscribe at them. Nobody is
 * told a shorter list while its providers live, and soon after the heal all nodes show the same:
 * what came and what went on either side, and nobody who has gone.
 */
@ResourceLock("cut cables")
final class CutClientsFaultIT {
    /**
     * Shorter than the grace of clients whose node is out of reach, longer than that is noticed.
     */
    private static final Duration CUT = Duration.ofSeconds(12);

    private static final Duration ONE_VIEW = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SIZE = 3;
    private static final List<Cut> CUTS = List.of(Cut.OUT, Cut.IN, Cut.BOTH);

    /** In which direction the cables of a node are cut. */
    private enum Cut {
        OUT,
        IN,
        BOTH;

        void of(NodeNetwork network, int victim) {
            for (int other = 0; other < network.size(); other++) {
                if (other != victim && this != IN) {
                    network.cut(victim, other);
                }
                if (other != victim && this != OUT) {
                    network.cut(other, victim);
                }
            }
        }
    }

    @Test
    void noListIsShorterBehindCutCablesAndAllBecomeOne() {
        assumeThat(NodeNetwork.possible()).as("namespaces can be made").isTrue();
        Path folder = Path.of("target", "cut");
        List<ClientProcess> clients = new ArrayList<>();
        try (NodeNetwork network = NodeNetwork.of(SIZE);
                NodeCluster cluster = NodeCluster.start(folder, network)) {
            Set<String> held = provide(cluster, folder, clients);
            try (Lookout lookout = new Lookout(cluster.nodes(), "held", held)) {
                for (int round = 0; round < CUTS.size(); round++) {
                    Cut cut = CUTS.get(round);
                    cut.of(network, round % SIZE);
                    comeAndGo(clients, round);
                    await().during(CUT)
                            .atMost(CUT.multipliedBy(3))
                            .untilAsserted(() -> assertThat(lookout.flaws()).isEmpty());
                    assertThat(views(cluster)).as("%s parts them", cut).hasSizeGreaterThan(1);
                    network.heal();
                    Duration took = expectOneView(cluster, clients, round);
                    System.out.printf("%s: one view after %s%n", cut, took);
                }
                assertThat(lookout.flaws()).isEmpty();
            }
            for (ClientProcess client : clients) {
                assertThat(client.toldInstances("held"))
                        .as("told since all were there")
                        .allSatisfy(told -> assertThat(ips(told)).isEqualTo(held));
            }
        } finally {
            clients.forEach(ClientProcess::close);
        }
    }

    /** One of each release at each node; each knows no other node. Says what they hold. */
    private static Set<String> provide(
            NodeCluster cluster, Path folder, List<ClientProcess> clients) {
        Set<String> held = new TreeSet<>();
        for (NodeProcess node : cluster.nodes()) {
            for (ClientRelease release : releases()) {
                String name = "client" + clients.size();
                ClientSite site = ClientSite.at(node.address(), folder, name);
                ClientProcess client = ClientProcess.start(release, site);
                String ip = "20.18.5." + clients.size();
                clients.add(client);
                held.add(ip);
                client.call("open", "what", "naming");
                client.call("register", "service", "held", "ip", ip, "port", "8080");
            }
        }
        for (ClientProcess client : clients) {
            client.call("subscribe", "service", "held");
            client.expectInstances("held", seen -> ips(seen).equals(held), PATIENCE);
            client.call("subscribe", "service", "passing");
        }
        cluster.nodes().forEach(node -> awaitShown(node, "held", held, PATIENCE));
        return held;
    }

    private static List<ClientRelease> releases() {
        return Arrays.stream(ClientRelease.values()).filter(ClientRelease::grpc).toList();
    }

    /**
     * At each node one of a service comes, and who came there before goes: of three clients each
     * registers once, and withdraws at the next cut.
     */
    private static void comeAndGo(List<ClientProcess> clients, int round) {
        for (int node = 0; node < SIZE; node++) {
            ClientProcess client = clients.get(node * releases().size());
            if (round > 0) {
                client.call("deregister", passing(round - 1, node));
            }
            client.call("register", passing(round, node));
        }
    }

    private static String[] passing(int round, int node) {
        return new String[] {"service", "passing", "ip", ip(round, node), "port", "8080"};
    }

    private static String ip(int round, int node) {
        return "20.18." + (40 + round) + "." + node;
    }

    /** Exactly those that came at this cut, at each node and each subscriber. Says how soon. */
    private static Duration expectOneView(
            NodeCluster cluster, List<ClientProcess> clients, int round) {
        Set<String> wanted = new TreeSet<>();
        for (int node = 0; node < SIZE; node++) {
            wanted.add(ip(round, node));
        }
        long healed = System.nanoTime();
        for (NodeProcess node : cluster.nodes()) {
            awaitShown(node, "passing", wanted, left(healed));
        }
        for (ClientProcess client : clients) {
            client.expectInstances("passing", seen -> ips(seen).equals(wanted), left(healed));
        }
        return ONE_VIEW.minus(left(healed));
    }

    /** What the nodes show of those who come and go, each once. */
    private static Set<Set<String>> views(NodeCluster cluster) {
        Set<Set<String>> views = new HashSet<>();
        for (NodeProcess node : cluster.nodes()) {
            try (Curl curl = new Curl(node.address())) {
                views.add(Lookout.healthy(curl.instances("passing")));
            }
        }
        return views;
    }

    private static Duration left(long sinceNanos) {
        return ONE_VIEW.minusNanos(System.nanoTime() - sinceNanos);
    }

    private static void awaitShown(
            NodeProcess node, String service, Set<String> wanted, Duration within) {
        try (Curl curl = new Curl(node.address())) {
            await(node.address() + " shows " + wanted)
                    .atMost(within)
                    .until(() -> Lookout.healthy(curl.instances(service)).equals(wanted));
        }
    }

    private static Set<String> ips(List<SeenInstance> seen) {
        return seen.stream()
                .filter(SeenInstance::healthy)
                .map(instance -> instance.address().replace(":8080", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
