package dev.pharos.testkit.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Callers who each wait for changes of one configuration as 1.x clients do: a long poll, then a
 * read at the same node. Whoever is refused or hears nothing goes on at another node; so does one
 * of chance now and then, as behind a proxy. What each has read is recorded in its order.
 */
final class Listeners implements AutoCloseable {
    private static final int HANGS = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Of so many polls one goes to another node without need. */
    private static final int STAYS = 4;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(1))
                    .build();
    private final List<NodeProcess> nodes;
    private final List<Listener> listeners = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);

    Listeners(List<NodeProcess> nodes) {
        this.nodes = nodes;
    }

    /** So many listeners of one key, which has a value. */
    void start(String key, int count, long seed) {
        for (int i = 0; i < count; i++) {
            Listener listener = new Listener(key, new Random(seed + i));
            listeners.add(listener);
            Thread.startVirtualThread(listener);
        }
    }

    /** What each listener of a key has read, once all have read the value that it has now. */
    List<List<String>> awaitLast(String key) {
        String[] strong = {"consistency", "strong", "group", "g", "dataId", key};
        try (Curl curl = new Curl(nodes.getFirst().address())) {
            String value = curl.ask("GET", "/v1/cs/configs", strong);
            Awaitility.await(key + " is " + value + " for all who listen")
                    .atMost(PATIENCE.multipliedBy(2))
                    .untilAsserted(
                            () ->
                                    assertThat(told(key))
                                            .allSatisfy(
                                                    told ->
                                                            assertThat(told)
                                                                    .last()
                                                                    .isEqualTo(value)));
        }
        return told(key);
    }

    private List<List<String>> told(String key) {
        return listeners.stream()
                .filter(listener -> listener.key.equals(key))
                .map(listener -> List.copyOf(listener.told))
                .toList();
    }

    @Override
    public void close() {
        over.countDown();
        http.shutdownNow();
        http.close();
    }

    /** One of them. */
    private final class Listener implements Runnable {
        private final String key;
        private final Random random;
        private final List<String> told = new CopyOnWriteArrayList<>();
        private int node;

        Listener(String key, Random random) {
            this.key = key;
            this.random = random;
            this.node = random.nextInt(nodes.size());
        }

        @Override
        public void run() {
            try {
                while (!over.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    if (!listensOnce() || random.nextInt(STAYS) == 0) {
                        node = random.nextInt(nodes.size());
                    }
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        /** False when the node was of no help. */
        private boolean listensOnce() throws InterruptedException {
            try {
                HttpResponse<String> poll = http.send(poll(), BodyHandlers.ofString(UTF_8));
                if (poll.statusCode() == 200 && !poll.body().isEmpty()) {
                    HttpResponse<String> read = http.send(read(), BodyHandlers.ofString(UTF_8));
                    if (read.statusCode() == 404) {
                        told.add("(gone)");
                    } else if (read.statusCode() == 200 && !read.body().equals(last())) {
                        told.add(read.body());
                    }
                    return read.statusCode() == 200;
                }
                return poll.statusCode() == 200;
            } catch (IOException _) {
                return false;
            }
        }

        private String last() {
            return told.isEmpty() ? "" : told.getLast();
        }

        private HttpRequest poll() {
            String md5 = told.isEmpty() ? "" : Md5.of(last());
            String line = key + "\u0002g\u0002" + md5 + "\u0001";
            return request("/v1/cs/configs/listener")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Long-Pulling-Timeout", String.valueOf(HANGS))
                    .POST(
                            BodyPublishers.ofString(
                                    "Listening-Configs=" + URLEncoder.encode(line, UTF_8)))
                    .build();
        }

        private HttpRequest read() {
            return request("/v1/cs/configs?group=g&dataId=" + key).build();
        }

        private HttpRequest.Builder request(String path) {
            String uri = "http://" + nodes.get(node).address() + "/nacos" + path;
            return HttpRequest.newBuilder(URI.create(uri)).timeout(PATIENCE);
        }
    }
}
