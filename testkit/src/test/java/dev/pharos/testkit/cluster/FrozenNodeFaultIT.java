package dev.pharos.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node that stood still could hear nobody, and takes nobody for silent because of that. */
final class FrozenNodeFaultIT {
    /** Longer than an instance may be silent. */
    private static final Duration FROZEN = Duration.ofSeconds(33);

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
}
