package dev.pharos.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pharos.testkit.check.KeyHistory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Nodes are killed and frozen while callers compare and set, and others listen: what they were
 * answered is what one copy would have answered, and no listener goes back. {@code -Dseed=} repeats
 * which node suffers what.
 */
@Order(1)
final class ThreeNodesFaultIT {
    private static final int KEYS = 4;
    private static final int CALLERS = 6;
    private static final int LISTENERS = 3;
    private static final int CUTS = 3;
    private static final Duration FROZEN = Duration.ofSeconds(3);
    private static final Duration BETWEEN = Duration.ofSeconds(2);

    /** What befalls a node. */
    private enum Fault {
        KILL,
        FREEZE
    }

    @Test
    void everyKeyIsOneRegisterWhileNodesDie() throws Exception {
        suffer("short", 6);
    }

    @Test
    @Tag("all")
    void everyKeyIsOneRegisterForLong() throws Exception {
        suffer("long", 60);
    }

    /** Nodes that live and do not hear each other; callers reach them all. */
    @Test
    @ResourceLock("cut cables")
    void everyKeyIsOneRegisterBehindCutCables() throws Exception {
        assumeThat(NodeNetwork.possible()).as("namespaces can be made").isTrue();
        long seed = Long.getLong("seed", 1);
        Random random = new Random(seed);
        Path folder = Path.of("target", "faults", "cut");
        try (NodeNetwork network = NodeNetwork.of(3);
                NodeCluster cluster = NodeCluster.start(folder, network);
                Writers writers = new Writers(cluster.nodes(), KEYS);
                Listeners listeners = new Listeners(cluster.nodes())) {
            writers.start(CALLERS, seed);
            writers.keys().forEach(key -> listeners.start(key, LISTENERS, seed));
            for (int i = 0; i < CUTS; i++) {
                NodeProcess leader = cluster.awaitLeader();
                int victim =
                        random.nextBoolean() ? cluster.nodes().indexOf(leader) : random.nextInt(3);
                cutOff(network, victim, random.nextBoolean());
                awaitProgress(writers, "a cut");
                network.heal();
                cluster.awaitLeader();
                awaitProgress(writers, "the heal");
            }
            judge("cut", seed, writers, listeners);
        }
    }

    /** It is not heard any more, and perhaps hears nobody either. */
    private static void cutOff(NodeNetwork network, int victim, boolean bothWays) {
        for (int other = 0; other < network.size(); other++) {
            if (other != victim) {
                network.cut(victim, other);
                if (bothWays) {
                    network.cut(other, victim);
                }
            }
        }
    }

    private static void suffer(String name, int faults) throws Exception {
        long seed = Long.getLong("seed", 1);
        Random random = new Random(seed);
        try (NodeCluster cluster = NodeCluster.start(Path.of("target", "faults", name), 3);
                Writers writers = new Writers(cluster.nodes(), KEYS);
                Listeners listeners = new Listeners(cluster.nodes())) {
            writers.start(CALLERS, seed);
            writers.keys().forEach(key -> listeners.start(key, LISTENERS, seed));
            for (int i = 0; i < faults; i++) {
                Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
                NodeProcess node =
                        random.nextBoolean() ? cluster.awaitLeader() : cluster.follower();
                befall(node, fault);
                cluster.awaitLeader();
                awaitProgress(writers, fault.name());
            }
            judge(name, seed, writers, listeners);
        }
    }

    private static void awaitProgress(Writers writers, String after) {
        int before = writers.done();
        Awaitility.await("writes go on after " + after)
                .atMost(Duration.ofSeconds(30))
                .until(() -> writers.done() > before + KEYS);
    }

    /** One order explains what the callers saw, and no listener went back in it. */
    private static void judge(String name, long seed, Writers writers, Listeners listeners)
            throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        for (KeyHistory history : writers.histories()) {
            List<List<String>> told = listeners.awaitLast(history.key());
            told.forEach(values -> values.forEach(history::seen));
            wrong.addAll(history.violations());
            told.forEach(values -> wrong.addAll(history.violations(values)));
        }
        assertThat(wrong).as("seed %s", seed).isEmpty();
        System.out.printf(
                "%s: seed=%d acknowledged=%d unknown=%d%n",
                name, seed, writers.done(), writers.unknown());
    }

    private static void awaitDuring(Duration time, Callable<Boolean> holds) {
        Awaitility.await().during(time).atMost(Duration.ofMinutes(1)).until(holds);
    }

    private static void befall(NodeProcess node, Fault fault) {
        switch (fault) {
            case KILL -> {
                node.kill();
                awaitDuring(BETWEEN, () -> !node.isRunning());
                node.restart();
            }
            case FREEZE -> {
                node.freeze();
                awaitDuring(FROZEN, node::isRunning);
                node.thaw();
            }
        }
    }
}
