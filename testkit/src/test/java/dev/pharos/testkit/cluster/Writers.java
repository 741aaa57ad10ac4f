package dev.pharos.testkit.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.testkit.check.KeyHistory;
import dev.pharos.testkit.check.Operation;
import dev.pharos.testkit.check.Operation.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Callers who read configurations strongly and replace them if they are what was read, each time at
 * a node of chance, whether it lives or not. All that they are answered is recorded.
 */
final class Writers implements AutoCloseable {
    private static final String FIRST = "first";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
    private final List<NodeProcess> nodes;
    private final List<String> keys;
    private final ConcurrentMap<String, KeyHistory> histories = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);

    Writers(List<NodeProcess> nodes, int keys) {
        this.nodes = nodes;
        this.keys = IntStream.range(0, keys).mapToObj(i -> "cas" + i).toList();
    }

    /** Gives each key its first value, and begins. */
    void start(int callers, long seed) throws IOException, InterruptedException {
        for (String key : keys) {
            histories.put(key, new KeyHistory(key, FIRST));
            HttpResponse<String> reply = send(publish(nodes.getFirst(), key, FIRST));
            if (reply.statusCode() != 200) {
                throw new AssertionError(key + ": " + reply.statusCode() + " " + reply.body());
            }
        }
        for (int i = 0; i < callers; i++) {
            int caller = i;
            Random random = new Random(seed + i);
            threads.add(Thread.startVirtualThread(() -> call(caller, random)));
        }
    }

    /** How many writes have been acknowledged so far. */
    int done() {
        return done.get();
    }

    /** How many writes have an end that nobody knows. */
    int unknown() {
        return unknown.get();
    }

    /** The configurations that they write, all in the group {@code g}. */
    List<String> keys() {
        return keys;
    }

    /** Ends the callers, and gives what they saw of each key. */
    List<KeyHistory> histories() throws InterruptedException {
        over.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        return List.copyOf(histories.values());
    }

    private void call(int caller, Random random) {
        try {
            for (int i = 0; !over.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS); i++) {
                String key = keys.get(random.nextInt(keys.size()));
                Optional<String> value = read(any(random), key);
                if (value.isPresent()) {
                    write(any(random), key, value.get(), "c" + caller + "." + i);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private NodeProcess any(Random random) {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private Optional<String> read(NodeProcess node, String key) throws InterruptedException {
        long begun = System.nanoTime();
        try {
            HttpResponse<String> reply =
                    send(request(node, "?consistency=strong&group=g&dataId=" + key));
            if (reply.statusCode() == 200) {
                record(key, new Operation.Read(reply.body(), begun, System.nanoTime()));
                return Optional.of(reply.body());
            }
        } catch (IOException _) { // nobody is there
        }
        return Optional.empty();
    }

    private void write(NodeProcess node, String key, String from, String to)
            throws InterruptedException {
        long begun = System.nanoTime();
        Outcome outcome;
        try {
            outcome = outcome(send(publish(node, key, to).header("casMd5", Md5.of(from))));
        } catch (ConnectException _) {
            outcome = Outcome.REFUSED; // nobody was there to be told
        } catch (IOException _) {
            outcome = Outcome.UNKNOWN;
        }
        switch (outcome) {
            case DONE -> done.incrementAndGet();
            case UNKNOWN -> unknown.incrementAndGet();
            case REFUSED -> {}
        }
        record(key, new Operation.Write(from, to, begun, System.nanoTime(), outcome));
    }

    private void record(String key, Operation operation) {
        histories.computeIfAbsent(key, _ -> new KeyHistory(key, FIRST)).add(operation);
    }

    private static Outcome outcome(HttpResponse<String> reply) {
        return switch (reply.statusCode()) {
            case 200 -> Outcome.DONE;
            case 409, 503 -> Outcome.REFUSED;
            default -> Outcome.UNKNOWN;
        };
    }

    private static HttpRequest.Builder publish(NodeProcess node, String key, String content) {
        return request(node, "")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("group=g&dataId=" + key + "&content=" + content));
    }

    private static HttpRequest.Builder request(NodeProcess node, String query) {
        String uri = "http://" + node.address() + "/nacos/v1/cs/configs" + query;
        return HttpRequest.newBuilder(URI.create(uri)).timeout(PATIENCE);
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString(UTF_8));
    }

    @Override
    public void close() {
        over.countDown();
        http.close();
    }
}
