package dev.pharos.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.testkit.golden.json.Json;
import dev.pharos.testkit.golden.json.JsonReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Three nodes whose clocks are ten minutes apart from each other: nothing is decided by them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClocksFaultIT {
    private static final Duration APART = Duration.ofMinutes(10);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration WATCHED = Duration.ofSeconds(20);

    /** Who is silent is unhealthy after 15 s, and gone after 30; a busy machine takes its time. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private static final Path FOLDER = Path.of("target", "clocks");

    private final List<Curl> curls = new ArrayList<>();
    private NodeCluster cluster;

    @BeforeAll
    void open() {
        cluster =
                NodeCluster.startWith(
                        List.of(
                                ShiftedClock.flags(APART, FOLDER.resolve("ahead")),
                                List.of(),
                                ShiftedClock.flags(APART.negated(), FOLDER.resolve("behind"))),
                        FOLDER);
        cluster.nodes().forEach(node -> curls.add(new Curl(node.address())));
    }

    @AfterAll
    void close() {
        curls.forEach(Curl::close);
        cluster.close();
    }

    /** Else the other tests would show nothing. */
    @Test
    void theClocksAreApart() {
        long ahead = millis(0);
        long behind = millis(2);
        assertThat(Duration.ofMillis(ahead - millis(1))).isBetween(APART.dividedBy(2), APART);
        assertThat(Duration.ofMillis(millis(1) - behind)).isGreaterThan(APART.minusSeconds(5));
    }

    @Test
    void whoIsRemovedAtOneNodeIsGoneEverywhereAndMayComeBack() {
        for (int from = 0; from < 3; from++) {
            for (int to = 0; to < 3; to++) {
                String service = "removed" + from + to;
                curls.get(from).ask("POST", "/v1/ns/instance", instance(service));
                awaitEverywhere(service, Set.of("20.18.4.1"));
                curls.get(to).ask("DELETE", "/v1/ns/instance", instance(service));
                awaitEverywhere(service, Set.of());
                curls.get(from).ask("POST", "/v1/ns/instance", instance(service));
                awaitEverywhere(service, Set.of("20.18.4.1"));
            }
        }
    }

    @Test
    void whoFallsSilentGoesInItsTime() {
        for (int node = 0; node < 3; node++) {
            curls.get(node).ask("POST", "/v1/ns/instance", instance("silent" + node));
        }
        List<Lookout> lookouts = IntStream.range(0, 3).mapToObj(this::silentUnderLookout).toList();
        await().during(SOON).atMost(SOON.multipliedBy(2)).until(() -> allWell(lookouts));
        lookouts.forEach(Lookout::close);
        for (int node = 0; node < 3; node++) {
            String service = "silent" + node;
            awaitAtAll(SILENCE_MAX, curl -> !curl.instances(service).contains("20.18.4.1"));
        }
    }

    private Lookout silentUnderLookout(int node) {
        awaitEverywhere("silent" + node, Set.of("20.18.4.1"));
        return new Lookout(cluster.nodes(), "silent" + node, Set.of("20.18.4.1"));
    }

    private static boolean allWell(List<Lookout> lookouts) {
        return lookouts.stream().allMatch(lookout -> lookout.flaws().isEmpty());
    }

    /** The last one published wins, wherever, and the past has the same order at all nodes. */
    @Test
    void theOrderOfPublicationsIsThatOfTheLog() {
        publish("order", 0, "by the one ahead");
        publish("order", 2, "by the one behind");
        awaitAtAll(SOON, curl -> read(curl, "order").equals("by the one behind"));
        publish("order", 1, "by the one between");
        awaitAtAll(SOON, curl -> read(curl, "order").equals("by the one between"));
        awaitAtAll(SOON, curl -> past(curl, "order").size() == 3);
        List<String> past = past(curls.getFirst(), "order");
        assertThat(past.getLast()).startsWith("I");
        assertThat(curls).allSatisfy(curl -> assertThat(past(curl, "order")).isEqualTo(past));
    }

    /** Whoever leads, and whoever comes after it. */
    @Test
    void everyNodeMayDieUnderBeatsAndWrites() throws Exception {
        List<String> ips = IntStream.range(0, 20).mapToObj(i -> "20.18.3." + i).toList();
        try (RoundRobin proxy = new RoundRobin(cluster.nodes());
                Heartbeats beats = new Heartbeats(proxy.address(), "beating", ips)) {
            awaitEverywhere("beating", new TreeSet<>(ips));
            for (NodeProcess doomed : cluster.nodes()) {
                List<NodeProcess> others =
                        cluster.nodes().stream().filter(node -> node != doomed).toList();
                try (Lookout lookout = new Lookout(others, "beating", new TreeSet<>(ips))) {
                    doomed.kill();
                    cluster.awaitLeader();
                    String content = "after the death of " + doomed.address();
                    int other = cluster.nodes().indexOf(others.getFirst());
                    await().atMost(SOON).until(() -> publishes("failover", other, content));
                    await().during(WATCHED)
                            .atMost(WATCHED.multipliedBy(2))
                            .untilAsserted(() -> assertThat(lookout.flaws()).isEmpty());
                    doomed.restart();
                    awaitAtAll(SOON, curl -> read(curl, "failover").equals(content));
                    awaitEverywhere("beating", new TreeSet<>(ips));
                }
            }
            assertThat(beats.refused()).isEmpty();
        }
    }

    private static String[] instance(String service) {
        return new String[] {"serviceName", service, "ip", "20.18.4.1", "port", "8080"};
    }

    private void publish(String dataId, int node, String content) {
        assertThat(publishes(dataId, node, content)).isTrue();
    }

    private boolean publishes(String dataId, int node, String content) {
        String[] config = {"group", "g", "dataId", dataId, "content", content};
        return curls.get(node).send("POST", "/v1/cs/configs", config).body().equals("true");
    }

    private static String read(Curl curl, String dataId) {
        return curl.send("GET", "/v1/cs/configs", "group", "g", "dataId", dataId).body();
    }

    /** What was done to it, the newest first: how, and under which number. */
    private static List<String> past(Curl curl, String dataId) {
        String page =
                curl.ask(
                        "GET",
                        "/v1/cs/history",
                        "search",
                        "accurate",
                        "group",
                        "g",
                        "dataId",
                        dataId);
        return JsonReader.members(page).elements("pageItems").stream()
                .map(Json.Members.class::cast)
                .map(row -> row.text("opType").orElseThrow() + row.find("id").orElseThrow())
                .toList();
    }

    /** What the clock of a node shows. */
    private long millis(int node) {
        String servers = curls.get(node).ask("GET", "/v1/ns/operator/servers");
        return JsonReader.members(servers).elements("servers").stream()
                .map(Json.Members.class::cast)
                .map(server -> server.number("lastRefTime").orElseThrow())
                .mapToLong(Number::longValue)
                .max()
                .orElseThrow();
    }

    private void awaitEverywhere(String service, Set<String> ips) {
        awaitAtAll(SOON, curl -> Lookout.healthy(curl.instances(service)).equals(ips));
    }

    private interface Seen {
        boolean at(Curl curl);
    }

    private void awaitAtAll(Duration within, Seen seen) {
        Callable<Boolean> all = () -> curls.stream().allMatch(seen::at);
        await().atMost(within).until(all);
    }
}
