package dev.pharos.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.testkit.cluster.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What was answered {@code true} is there after kill -9, under many writers, time and again. */
@Order(1)
final class KillFaultIT {
    private static final int WRITERS = 64;
    private static final int KEYS_EACH = 10;
    private static final int KILLS = 5;
    private static final int ANSWERED_EACH = 1_500;
    private static final int PAST_READ = 10;
    private static final Pattern ID = Pattern.compile("\"id\":\"(\\d+)\"");
    private static final Pattern CONTENT = Pattern.compile("\"content\":\"(\\d+)\"");

    /** Snapshots so often that kills fall into their making, too. */
    private static final String[] OFTEN = {"--set", "pharos.snapshot.entries=100"};

    /** The last number that was answered for a key, and the last that was sent. */
    private final Map<String, Integer> answered = new ConcurrentHashMap<>();

    private final Map<String, Integer> sent = new ConcurrentHashMap<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void whatWasAnsweredReadsBack() throws Exception {
        try (NodeProcess node = NodeProcess.start(Path.of("target", "kill", "node"), OFTEN)) {
            for (int kill = 1; kill <= KILLS; kill++) {
                writeUntilKilled(node, kill);
                node.restart();
                for (Map.Entry<String, Integer> key : answered.entrySet()) {
                    assertThat(Integer.parseInt(read(node, key.getKey())))
                            .as("%s after kill %s", key.getKey(), kill)
                            .isBetween(key.getValue(), sent.get(key.getKey()));
                }
                readPast(node);
            }
        } finally {
            http.close();
        }
        assertThat(answered).hasSize(WRITERS * KEYS_EACH);
    }

    private void writeUntilKilled(NodeProcess node, int kill) throws Exception {
        List<Future<?>> writers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                writers.add(threads.submit(() -> write(node, writer)));
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> answers.get() >= kill * ANSWERED_EACH);
            node.kill();
            for (Future<?> writer : writers) {
                writer.get(30, TimeUnit.SECONDS);
            }
        }
    }

    /** Writes rising numbers to its own keys until the node is gone. */
    private void write(NodeProcess node, int writer) {
        try {
            for (int i = 0; ; i++) {
                String key = "w" + writer + "." + i % KEYS_EACH;
                int number = sent.merge(key, 1, Integer::sum);
                if (publish(node, key, number)) {
                    answered.put(key, number);
                    answers.incrementAndGet();
                }
            }
        } catch (IOException _) { // killed
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean publish(NodeProcess node, String key, int number)
            throws IOException, InterruptedException {
        HttpRequest request =
                request(node, key + "&content=" + number).POST(BodyPublishers.noBody()).build();
        return http.send(request, BodyHandlers.ofString()).body().equals("true");
    }

    private String read(NodeProcess node, String key) throws IOException, InterruptedException {
        return http.send(request(node, key).build(), BodyHandlers.ofString()).body();
    }

    /** Of each writer's first key; an update is told with what stood before it. */
    private void readPast(NodeProcess node) throws IOException, InterruptedException {
        for (int writer = 0; writer < WRITERS; writer++) {
            String key = "w" + writer + ".0";
            int now = Integer.parseInt(read(node, key));
            String list = ask(node, "history?search=accurate&pageSize=500&group=g&dataId=" + key);
            List<String> ids =
                    ID.matcher(list)
                            .results()
                            .map(found -> found.group(1))
                            .limit(PAST_READ)
                            .toList();
            // A write that a kill has overtaken left a gap: one at most for each kill.
            assertThat(ids)
                    .as("%s, now %s: %s", key, now, list)
                    .hasSizeGreaterThanOrEqualTo(Math.min(now - KILLS, PAST_READ));
            for (int i = 0; i < ids.size(); i++) {
                String row = ask(node, "history?nid=" + ids.get(i));
                Matcher content = CONTENT.matcher(row);
                assertThat(content.find()).as(row).isTrue();
                assertThat(Integer.parseInt(content.group(1)))
                        .as("%s, now %s, %s changes ago", key, now, i)
                        .isBetween(Math.max(1, now - 1 - i - KILLS), Math.max(1, now - 1 - i));
            }
        }
    }

    private String ask(NodeProcess node, String what) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + node.address() + "/nacos/v1/cs/" + what);
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    private static HttpRequest.Builder request(NodeProcess node, String query) {
        String uri = "http://" + node.address() + "/nacos/v1/cs/configs?group=g&dataId=" + query;
        return HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(20));
    }
}
