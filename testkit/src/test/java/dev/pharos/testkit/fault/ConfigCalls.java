package dev.pharos.testkit.fault;

import dev.pharos.testkit.cluster.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Publishes and reads configurations of one group. */
record ConfigCalls(HttpClient http, NodeProcess node) implements AutoCloseable {
    ConfigCalls(NodeProcess node) {
        this(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), node);
    }

    /** Whether it was acknowledged. */
    boolean publish(String key, String content) throws IOException, InterruptedException {
        String form = "group=g&dataId=" + key + "&content=" + content;
        return answer(
                        request("/v1/cs/configs")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(form)))
                .equals("true");
    }

    String read(String key) throws IOException, InterruptedException {
        return answer(request("/v1/cs/configs?group=g&dataId=" + key));
    }

    String post(String path) throws IOException, InterruptedException {
        return answer(request(path).POST(BodyPublishers.noBody()));
    }

    String get(String path) throws IOException, InterruptedException {
        return answer(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + node.address() + "/nacos" + path))
                .timeout(Duration.ofSeconds(20));
    }

    private String answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString()).body();
    }

    @Override
    public void close() {
        http.close();
    }
}
