package dev.pharos.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.testkit.client.ClientProcess;
import dev.pharos.testkit.client.ClientRelease;
import dev.pharos.testkit.client.ClientSite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Clients that beat through a proxy, which gives each beat to another of three nodes. One node is
 * killed under them: where the others are asked, no instance is ever away or unhealthy.
 */
final class HeartbeatsFaultIT {
    private static final int PLAIN = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void noInstanceFlapsWhenANodeIsKilled() throws Exception {
        killUnderBeats("short", Duration.ofSeconds(40));
    }

    @Test
    @Tag("all")
    void noInstanceFlapsForTwoMinutes() throws Exception {
        killUnderBeats("long", Duration.ofMinutes(2));
    }

    private static void killUnderBeats(String name, Duration watched) throws Exception {
        Path folder = Path.of("target", "heartbeats", name);
        List<String> plain = IntStream.range(0, PLAIN).mapToObj(i -> "20.18.6." + i).toList();
        Set<String> all = new TreeSet<>(plain);
        all.addAll(List.of("20.18.7.11", "20.18.7.14"));
        try (NodeCluster cluster = NodeCluster.start(folder, 3);
                RoundRobin proxy = new RoundRobin(cluster.nodes());
                Heartbeats beats = new Heartbeats(proxy.address(), "beating", plain);
                ClientProcess _ = provider(ClientRelease.NACOS_1_1, proxy, folder, "20.18.7.11");
                ClientProcess _ = provider(ClientRelease.NACOS_1_4, proxy, folder, "20.18.7.14")) {
            NodeProcess doomed = cluster.awaitLeader();
            List<NodeProcess> others =
                    cluster.nodes().stream().filter(node -> node != doomed).toList();
            others.forEach(node -> awaitAll(node, all));
            registerSilent(others.getFirst());
            try (Lookout lookout = new Lookout(others, "beating", all);
                    Lookout silent = new Lookout(others, "silent", Set.of("20.18.7.99"))) {
                doomed.kill();

                await().during(watched)
                        .atMost(watched.multipliedBy(2))
                        .untilAsserted(() -> assertThat(lookout.flaws()).isEmpty());
                assertThat(beats.refused()).isEmpty();
                assertThat(lookout.looks()).isGreaterThan((int) watched.toSeconds() * 2);
                assertThat(silent.flaws()).as("who does not beat is seen to go").isNotEmpty();
                System.out.printf(
                        "%s: looks=%d beats=%d%n", name, lookout.looks(), beats.answered());
            }
        }
    }

    /** A real client that registers, and beats from then on. */
    private static ClientProcess provider(
            ClientRelease release, RoundRobin proxy, Path folder, String ip) {
        ClientSite site = ClientSite.at(proxy.address(), folder, release.name());
        ClientProcess client = ClientProcess.start(release, site);
        client.call("open", "what", "naming");
        client.call("register", "service", "beating", "ip", ip, "port", "8080");
        return client;
    }

    private static void registerSilent(NodeProcess node) {
        String[] silent = {"serviceName", "silent", "ip", "20.18.7.99", "port", "8080"};
        try (Curl curl = new Curl(node.address())) {
            curl.ask("POST", "/v1/ns/instance", silent);
        }
    }

    private static void awaitAll(NodeProcess node, Set<String> all) {
        try (Curl curl = new Curl(node.address())) {
            await().atMost(PATIENCE)
                    .until(() -> Lookout.healthy(curl.instances("beating")).equals(all));
        }
    }
}
