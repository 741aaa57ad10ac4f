package dev.pharos.testkit.cluster;

import dev.pharos.testkit.golden.json.Json;
import dev.pharos.testkit.golden.json.JsonReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks nodes for a service five times a second, and remembers each answer in which one of the
 * instances that should be there is absent or unhealthy.
 */
final class Lookout implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(200);

    private final String service;
    private final Set<String> wanted;
    private final List<Curl> nodes = new ArrayList<>();
    private final ScheduledExecutorService clock;
    private final AtomicInteger looks = new AtomicInteger();
    private final Queue<String> flaws = new ConcurrentLinkedQueue<>();

    /**
     * Begins to look.
     *
     * @param wanted the IP addresses of all instances
     */
    Lookout(List<NodeProcess> nodes, String service, Set<String> wanted) {
        this.service = service;
        this.wanted = Set.copyOf(wanted);
        this.clock =
                Executors.newScheduledThreadPool(
                        nodes.size(), Thread.ofPlatform().daemon().factory());
        for (NodeProcess node : nodes) {
            Curl curl = new Curl(node.address());
            this.nodes.add(curl);
            var _ =
                    clock.scheduleAtFixedRate(
                            () -> look(node.address(), curl),
                            0,
                            EVERY.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    /** How many answers there were so far, from all nodes together. */
    int looks() {
        return looks.get();
    }

    /** The answers that were not as wanted so far: when, where, what was missing. */
    List<String> flaws() {
        return List.copyOf(flaws);
    }

    private void look(String node, Curl curl) {
        try {
            Set<String> missing = new TreeSet<>(wanted);
            missing.removeAll(healthy(curl.instances(service)));
            if (!missing.isEmpty()) {
                flaws.add(Instant.now() + " " + node + " does not show well: " + missing);
            }
            looks.incrementAndGet();
        } catch (RuntimeException | AssertionError failure) { // else it would look no more
            flaws.add(Instant.now() + " " + node + ": " + failure);
        }
    }

    /** The IP addresses of the healthy instances in a list. */
    static Set<String> healthy(String list) {
        Set<String> shown = new TreeSet<>();
        for (Json host : JsonReader.members(list).elements("hosts")) {
            if (host instanceof Json.Members instance && instance.isTrue("healthy")) {
                shown.add(instance.text("ip").orElseThrow());
            }
        }
        return shown;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        nodes.forEach(Curl::close);
    }
}
