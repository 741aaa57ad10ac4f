package dev.pharos.testkit.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What people put before several nodes: an HTTP proxy that gives each request to the next node. One
 * that cannot be reached, or breaks off, is passed over; when all are, the answer is 502.
 */
final class RoundRobin implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** What belongs to the connection, and not to the request. */
    private static final Set<String> OWN =
            Set.of(
                    "connection",
                    "content-length",
                    "expect",
                    "host",
                    "transfer-encoding",
                    "upgrade");

    private final List<String> nodes;
    private final AtomicInteger turn = new AtomicInteger();
    private final HttpServer front;
    private final HttpClient back =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();

    RoundRobin(List<NodeProcess> nodes) throws IOException {
        this.nodes = nodes.stream().map(NodeProcess::address).toList();
        this.front =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.createContext("/", this::handle);
        front.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        front.start();
    }

    /** Where it is asked. */
    String address() {
        return "127.0.0.1:" + front.getAddress().getPort();
    }

    private void handle(HttpExchange asked) throws IOException {
        try (asked) {
            byte[] body = asked.getRequestBody().readAllBytes();
            Optional<HttpResponse<byte[]>> answer = Optional.empty();
            for (int i = 0; i < nodes.size() && answer.isEmpty(); i++) {
                int next = Math.floorMod(turn.getAndIncrement(), nodes.size());
                answer = ask(nodes.get(next), asked, body);
            }
            if (answer.isEmpty()) {
                asked.sendResponseHeaders(502, -1);
                return;
            }
            byte[] said = answer.get().body();
            answer.get()
                    .headers()
                    .firstValue("Content-Type")
                    .ifPresent(type -> asked.getResponseHeaders().set("Content-Type", type));
            asked.sendResponseHeaders(
                    answer.get().statusCode(), said.length == 0 ? -1 : said.length);
            asked.getResponseBody().write(said);
        }
    }

    private Optional<HttpResponse<byte[]>> ask(String node, HttpExchange asked, byte[] body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://" + node + asked.getRequestURI()))
                        .timeout(PATIENCE)
                        .method(asked.getRequestMethod(), BodyPublishers.ofByteArray(body));
        asked.getRequestHeaders().forEach((name, values) -> copy(request, name, values));
        try {
            return Optional.of(back.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(ended));
        }
    }

    private static void copy(HttpRequest.Builder request, String name, List<String> values) {
        if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> request.header(name, value));
        }
    }

    @Override
    public void close() {
        front.stop(0);
        back.shutdownNow();
    }
}
