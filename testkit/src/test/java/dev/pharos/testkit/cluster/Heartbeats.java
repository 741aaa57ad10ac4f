package dev.pharos.testkit.cluster;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients of HTTP as there are without a library: each registers once, and beats every 5 s. */
final class Heartbeats implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Curl curl;
    private final String service;
    private final ScheduledExecutorService clock =
            Executors.newScheduledThreadPool(4, Thread.ofPlatform().daemon().factory());
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();

    /**
     * Registers the instances, and begins to beat.
     *
     * @param address of a node, or of what stands before nodes
     */
    Heartbeats(String address, String service, List<String> ips) {
        this.curl = new Curl(address);
        this.service = service;
        long apart = EVERY.toMillis() / ips.size();
        for (int i = 0; i < ips.size(); i++) {
            String ip = ips.get(i);
            curl.ask("POST", "/v1/ns/instance", "serviceName", service, "ip", ip, "port", "8080");
            var _ =
                    clock.scheduleAtFixedRate(
                            () -> beat(ip), i * apart, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** How many beats were taken so far. */
    int answered() {
        return answered.get();
    }

    /** The beats that were not taken so far: when, whose, and what came of it. */
    List<String> refused() {
        return List.copyOf(refused);
    }

    private void beat(String ip) {
        String named = "DEFAULT_GROUP@@" + service;
        String beat =
                """
                {"cluster":"DEFAULT","ip":"%s","port":8080,"serviceName":"%s","weight":1.0}"""
                        .formatted(ip, named);
        try {
            HttpResponse<String> reply =
                    curl.send("PUT", "/v1/ns/instance/beat", "serviceName", named, "beat", beat);
            if (reply.statusCode() == 200 && reply.body().contains("10200")) {
                answered.incrementAndGet();
            } else {
                refused.add(Instant.now() + " " + ip + ": " + reply.statusCode() + reply.body());
            }
        } catch (UncheckedIOException failure) {
            refused.add(Instant.now() + " " + ip + ": " + failure);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        curl.close();
    }
}
