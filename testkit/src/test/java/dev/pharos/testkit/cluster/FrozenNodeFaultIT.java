package dev.pharos.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node that stood still could hear nobody, and takes nobody for silent because of that. */
final class FrozenNodeFaultIT {
    /** Longer than an instance may be silent. */
    private static final Duration FROZEN = Duration.ofSeconds(33);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration WATCHED = Duration.ofSeconds(4);
    private static final String[] INSTANCE = {
        "serviceName", "frozen", "ip", "20.18.7.10", "port", "8080"
    };

    @Test
    void instancesOutliveAFreeze() {
        try (NodeProcess node = NodeProcess.start(Path.of("target", "frozen", "node"));
                Curl curl = new Curl(node.address())) {
            curl.ask("POST", "/v1/ns/instance", INSTANCE);
            node.freeze();
            await().during(FROZEN).atMost(FROZEN.multipliedBy(2)).until(node::isRunning);
            node.thaw();

            await().during(WATCHED)
                    .atMost(WATCHED.multipliedBy(5))
                    .until(() -> curl.healthyInstances("frozen").contains("20.18.7.10"));
            assertThat(node.output()).contains("stood still");
        }
    }

    /** Its last word was that it leads, and nobody has taken that back. */
    @Test
    void aFrozenLeaderIsNotShownBesideTheNextOne() {
        try (NodeCluster cluster = NodeCluster.start(Path.of("target", "frozen", "leader"), 3)) {
            NodeProcess frozen = cluster.awaitLeader();
            List<NodeProcess> others =
                    cluster.nodes().stream().filter(node -> node != frozen).toList();
            frozen.freeze();

            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> others.stream().allMatch(node -> followsAnother(node, frozen)));
        }
    }

    private static boolean followsAnother(NodeProcess node, NodeProcess frozen) {
        try (Curl curl = new Curl(node.address())) {
            Roles roles = Roles.seenBy(curl);
            assertThat(roles.count("LEADER")).as("%s", roles).isLessThanOrEqualTo(1);
            return roles.leader().filter(it -> !it.address().equals(frozen.address())).isPresent();
        }
    }
}
