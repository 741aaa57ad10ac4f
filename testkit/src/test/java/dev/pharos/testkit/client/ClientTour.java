package dev.pharos.testkit.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.testkit.cluster.Curl;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * What every client must be able to do with a node of its own, step by step. Each step uses
 * services and configurations of its own.
 */
final class ClientTour implements AutoCloseable {
    /**
     * Far more than any client needs, on a machine that does other things too, and less than a long
     * poll is held: its end must not make up for a lost notice.
     */
    private static final Duration SOON = Duration.ofSeconds(25);

    /**
     * A client over HTTP that ended is unhealthy after 15 s, gone after 30 s, each by a sweep. One
     * that has asked in vain a few times asks again after up to 60 s.
     */
    static final Duration EXPIRED = Duration.ofSeconds(90);

    private static final Pattern CONNECTION_ID = Pattern.compile("\"connectionId\":\"([^\"]+)\"");
    private static final String INSTANCE = "/v1/ns/instance";
    private static final String CONFIGS = "/v1/cs/configs";

    private final ClientRelease release;
    private final ClientBed bed;
    private final ClientProcess provider;
    private final ClientProcess subscriber;
    private final Curl curl;

    /** Makes its bed, with a provider and a subscriber in it. */
    ClientTour(ClientRelease release) {
        this.release = release;
        this.bed = new ClientBed(release.name());
        this.provider = bed.client(release, "provider");
        this.subscriber = bed.client(release, "subscriber");
        this.curl = bed.curl();
    }

    /** Register, subscribe, be pushed changes that others make, list, query, deregister. */
    void naming() {
        String service = "tour-naming";
        provider.call("register", instance(service, "20.18.7.1", "meta.color", "blue"));
        subscriber.call("subscribe", "service", service);
        subscriber.expectInstances(service, shows(seen("20.18.7.1", "blue")), SOON);
        assertThat(provider.call("query", "service", service).instances())
                .containsExactly(seen("20.18.7.1", "blue"));
        assertThat(provider.call("query", "service", service, "healthy", "true").instances())
                .containsExactly(seen("20.18.7.1", "blue"));
        assertThat(provider.call("services").all("service")).contains(service);
        assertThat(provider.call("status").need("naming")).isEqualTo("UP");

        curl.ask("POST", INSTANCE, plain(service, "20.18.7.2", "{\"color\":\"green\"}"));
        SeenInstance second = seen("20.18.7.2", "green");
        subscriber.expectInstances(service, shows(seen("20.18.7.1", "blue"), second), SOON);
        curl.ask("PUT", INSTANCE, plain(service, "20.18.7.1", "{\"color\":\"red ü\"}"));
        subscriber.expectInstances(service, shows(seen("20.18.7.1", "red ü"), second), SOON);
        provider.call("deregister", instance(service, "20.18.7.1"));
        subscriber.expectInstances(service, shows(second), SOON);
        subscriber.expectLogged(release.pushedLog(), SOON);
        assertThat(curl.instances(service)).doesNotContain("20.18.7.1");

        curl.ask("DELETE", INSTANCE, plain(service, "20.18.7.2", "{}"));
        if (release.tellsOfEmptyLists()) {
            subscriber.expectInstances(service, List::isEmpty, SOON);
        }
        assertThat(curl.instances(service)).doesNotContain("20.18.7.2");
    }

    /** Publish, get, listen, be told changes that others make, remove. */
    void configuration() {
        String dataId = "tour.yaml";
        String first = "# größer, 更多, 🚀\nport: 8080\n ";
        assertThat(provider.call("get", "dataId", dataId).find("content")).isEmpty();
        publish(dataId, first);
        assertThat(provider.call("get", "dataId", dataId).need("content")).isEqualTo(first);
        String[] plain = {"dataId", dataId, "group", "DEFAULT_GROUP"};
        assertThat(curl.ask("GET", CONFIGS, plain)).isEqualTo(first);

        subscriber.call("listen", "dataId", dataId);
        subscriber.expectContent(dataId, first, SOON);
        publish(dataId, "port: 8081");
        subscriber.expectContent(dataId, "port: 8081", SOON);
        curl.ask(
                "POST",
                CONFIGS,
                "dataId",
                dataId,
                "group",
                "DEFAULT_GROUP",
                "content",
                "port: 8082");
        subscriber.expectContent(dataId, "port: 8082", SOON);

        assertThat(provider.call("remove", "dataId", dataId).need("done")).isEqualTo("true");
        subscriber.expectRemoved(dataId, SOON);
        assertThat(provider.call("get", "dataId", dataId).find("content")).isEmpty();
        assertThat(curl.send("GET", CONFIGS, plain).statusCode()).isEqualTo(404);
        publish(dataId, "port: 8083");
        subscriber.expectContent(dataId, "port: 8083", SOON);
    }

    /** A provider is killed: its ephemeral instance goes, and only that one. */
    void killedProvider() {
        String service = "tour-killed";
        ClientProcess doomed = bed.client(release, "doomed");
        provider.call("register", instance(service, "20.18.7.1", "meta.color", "blue"));
        doomed.call("register", instance(service, "20.18.7.2", "meta.color", "blue"));
        subscriber.call("subscribe", "service", service);
        SeenInstance first = seen("20.18.7.1", "blue");
        SeenInstance second = seen("20.18.7.2", "blue");
        subscriber.expectInstances(service, shows(first, second), SOON);
        doomed.kill();
        if (release.grpc()) {
            subscriber.expectInstances(service, shows(first), SOON);
        } else {
            SeenInstance unhealthy =
                    new SeenInstance(second.address(), false, true, true, Map.of("color", "blue"));
            subscriber.expectInstances(service, shows(first, unhealthy), EXPIRED);
            assertThat(curl.healthyInstances(service)).doesNotContain("20.18.7.2");
            assertThat(curl.instances(service)).contains("20.18.7.2");
            subscriber.expectInstances(service, shows(first), EXPIRED);
        }
        assertThat(curl.instances(service)).contains("20.18.7.1").doesNotContain("20.18.7.2");
    }

    /** A persistent instance outlives its client, until someone removes it. */
    void persistent() {
        String service = "tour-persistent";
        ClientProcess passing = bed.client(release, "passing");
        passing.call("register", instance(service, "20.18.7.3", "ephemeral", "false"));
        subscriber.call("subscribe", "service", service);
        Predicate<List<SeenInstance>> shown =
                seen -> seen.size() == 1 && !seen.getFirst().ephemeral();
        subscriber.expectInstances(service, shown, SOON);
        passing.close();
        assertThat(curl.instances(service)).contains("20.18.7.3", "\"ephemeral\":false");
        provider.call("deregister", instance(service, "20.18.7.3", "ephemeral", "false"));
        subscriber.expectInstances(service, List::isEmpty, SOON);
    }

    /** Many instances at once; the next batch of the same client replaces them. */
    void batch() {
        String service = "tour-batch";
        subscriber.call("subscribe", "service", service);
        provider.call("batch", batchOf(service, "20.18.7.1", "20.18.7.2", "20.18.7.3"));
        subscriber.expectInstances(service, seen -> seen.size() == 3, SOON);
        provider.call("batch", batchOf(service, "20.18.7.2", "20.18.7.4"));
        subscriber.expectInstances(service, hasAddresses("20.18.7.2", "20.18.7.4"), SOON);
        provider.call("batch-deregister", batchOf(service, "20.18.7.2"));
        subscriber.expectInstances(service, hasAddresses("20.18.7.4"), SOON);
    }

    /** Beside a client of another node: each asks its own node and hears of that one alone. */
    void besideAnotherNode() {
        String dataId = "tour.beside";
        provider.call("listen", "dataId", dataId);
        try (ClientBed other = new ClientBed(release.name() + "-beside")) {
            ClientProcess foreign = other.client(release, "foreign");
            foreign.call("listen", "dataId", dataId);
            foreign.call("publish", "dataId", dataId, "content", "theirs");
            foreign.expectContent(dataId, "theirs", SOON);
            String[] plain = {"dataId", dataId, "group", "DEFAULT_GROUP"};
            assertThat(other.curl().ask("GET", CONFIGS, plain)).isEqualTo("theirs");
            assertThat(curl.send("GET", CONFIGS, plain).statusCode()).isEqualTo(404);
            publish(dataId, "ours");
            provider.expectContent(dataId, "ours", SOON);
            assertThat(foreign.call("get", "dataId", dataId).need("content")).isEqualTo("theirs");
        }
    }

    /** A publication that expects what is there succeeds, another one does not. */
    void compareAndSet() {
        String dataId = "tour.cas";
        publish(dataId, "one");
        assertThat(swap(dataId, "one", "two")).isTrue();
        assertThat(swap(dataId, "one", "three")).isFalse();
        assertThat(provider.call("get", "dataId", dataId).need("content")).isEqualTo("two");
    }

    /** The node is killed and comes back: clients find it again by themselves. The last step. */
    void restartedNode() {
        String service = "tour-restarted";
        String dataId = "tour.restarted";
        provider.call("register", instance(service, "20.18.7.1", "meta.color", "blue"));
        subscriber.call("subscribe", "service", service);
        subscriber.call("listen", "dataId", dataId);
        SeenInstance first = seen("20.18.7.1", "blue");
        subscriber.expectInstances(service, shows(first), SOON);
        bed.node().kill();
        bed.node().restart();
        // It is shown at once, if it was registered a moment before the kill.
        Awaitility.await("shown, and the provider is back")
                .atMost(EXPIRED)
                .until(() -> curl.instances(service).contains("20.18.7.1") && reaches(service));
        provider.call("register", instance(service, "20.18.7.2", "meta.color", "blue"));
        SeenInstance second = seen("20.18.7.2", "blue");
        // A gRPC connection publishes one instance of a service: the second replaces the first.
        subscriber.expectInstances(
                service, release.grpc() ? shows(second) : shows(first, second), EXPIRED);
        publish(dataId, "after");
        subscriber.expectContent(dataId, "after", EXPIRED);
    }

    /** Asked to go elsewhere, with nowhere else to go, they come back with all that they had. */
    void sentAway() {
        String service = "tour-reset";
        provider.call("register", instance(service, "20.18.7.1", "meta.color", "blue"));
        subscriber.call("subscribe", "service", service);
        subscriber.expectInstances(service, shows(seen("20.18.7.1", "blue")), SOON);
        Set<String> before = connections();
        assertThat(before).isNotEmpty();
        curl.ask("GET", "/v2/core/loader/reloadCurrent", "count", "0");
        Awaitility.await("all over new connections")
                .atMost(EXPIRED)
                .until(
                        () ->
                                Collections.disjoint(before, connections())
                                        && curl.instances(service).contains("20.18.7.1")
                                        && reaches(service));
        provider.call("register", instance(service, "20.18.7.2", "meta.color", "blue"));
        subscriber.expectInstances(service, shows(seen("20.18.7.2", "blue")), EXPIRED);
    }

    private Set<String> connections() {
        return CONNECTION_ID
                .matcher(curl.ask("GET", "/v2/core/loader/current"))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    private boolean reaches(String service) {
        return provider.attempt("query", "service", service).need("ok").equals("true");
    }

    @Override
    public void close() {
        bed.close();
    }

    private void publish(String dataId, String content) {
        String done = provider.call("publish", "dataId", dataId, "content", content).need("done");
        assertThat(done).as("published %s", dataId).isEqualTo("true");
    }

    private boolean swap(String dataId, String expected, String content) {
        String md5 = md5(expected);
        return provider.call("publish-cas", "dataId", dataId, "content", content, "md5", md5)
                .need("done")
                .equals("true");
    }

    private static String md5(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(content.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The fields of an instance at port 8080. */
    static String[] instance(String service, String ip, String... more) {
        List<String> fields = new ArrayList<>(List.of("service", service, "ip", ip));
        fields.addAll(List.of("port", "8080"));
        fields.addAll(List.of(more));
        return fields.toArray(String[]::new);
    }

    private static String[] plain(String service, String ip, String metadata) {
        return new String[] {
            "serviceName", service, "ip", ip, "port", "8080", "metadata", metadata
        };
    }

    private static String[] batchOf(String service, String... ips) {
        List<String> fields = new ArrayList<>(List.of("service", service));
        for (String ip : ips) {
            fields.add("instance");
            fields.add(ClientLine.of("instance", "ip", ip, "port", "8080").text());
        }
        return fields.toArray(String[]::new);
    }

    private static SeenInstance seen(String ip, String color) {
        return new SeenInstance(ip + ":8080", true, true, true, Map.of("color", color));
    }

    /** Exactly these instances, in any order. */
    private static Predicate<List<SeenInstance>> shows(SeenInstance... wanted) {
        Set<SeenInstance> all = Set.of(wanted);
        return seen -> seen.size() == all.size() && all.containsAll(seen);
    }

    private static Predicate<List<SeenInstance>> hasAddresses(String... ips) {
        Set<String> all = Set.of(ips);
        return seen ->
                seen.size() == all.size()
                        && seen.stream()
                                .map(one -> one.address().replace(":8080", ""))
                                .allMatch(all::contains);
    }
}
