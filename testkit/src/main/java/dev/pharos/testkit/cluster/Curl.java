package dev.pharos.testkit.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * A plain caller of the HTTP interface, as a person at a shell: parameters in the query, no header
 * of a client. It shows what others than the client under test see and cause.
 */
public final class Curl implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofMinutes(1);

    private final String base;
    private final HttpClient http = HttpClient.newHttpClient();

    /** A caller of the node at {@code ip:port}. */
    public Curl(String address) {
        this.base = "http://" + address + "/nacos";
    }

    /** The reply's body. Fails: when the status is not 200. */
    public String ask(String method, String path, String... parameters) {
        HttpResponse<String> reply = send(method, path, parameters);
        if (reply.statusCode() != 200) {
            throw new AssertionError(
                    method + " " + reply.uri() + ": " + reply.statusCode() + " " + reply.body());
        }
        return reply.body();
    }

    /** The reply, whatever it is. Fails: {@code UncheckedIOException} when none comes. */
    public HttpResponse<String> send(String method, String path, String... parameters) {
        StringBuilder target = new StringBuilder(base).append(path);
        for (int i = 0; i < parameters.length; i += 2) {
            target.append(i == 0 ? '?' : '&').append(parameters[i]).append('=');
            target.append(URLEncoder.encode(parameters[i + 1], UTF_8));
        }
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(target.toString()))
                        .timeout(ANSWER)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(method + " " + target, failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    /** The list of a service's instances as JSON, unhealthy ones too. */
    public String instances(String service) {
        return ask("GET", "/v1/ns/instance/list", "serviceName", service);
    }

    /** The list of a service's healthy instances as JSON. */
    public String healthyInstances(String service) {
        return ask("GET", "/v1/ns/instance/list", "serviceName", service, "healthyOnly", "true");
    }

    /** Whether the node takes part in its group: then it passes the barrier of a strong read. */
    public boolean takesPart() {
        String[] strong = {"consistency", "strong", "dataId", "none", "group", "none"};
        return send("GET", "/v1/cs/configs", strong).statusCode() == 404;
    }

    @Override
    public void close() {
        http.close();
    }
}
