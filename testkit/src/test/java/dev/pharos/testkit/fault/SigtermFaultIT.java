package dev.pharos.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.testkit.client.RpcCaller;
import dev.pharos.testkit.cluster.NodeProcess;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that is told to end while it works: nobody who waits is left without a word. */
@Timeout(120)
final class SigtermFaultIT {
    private static final int HALVES = 50;
    private static final int POLLS = 200;
    private static final int CLIENTS = 10;
    private static final Duration END = Duration.ofSeconds(10);
    private static final String SERVICE = "\"serviceName\":\"orders\",\"groupName\":\"g\"";

    private final NodeProcess node = NodeProcess.start(Path.of("target", "fault", "sigterm"));
    private final int port = Integer.parseInt(node.address().split(":", -1)[1]);
    private final List<RpcCaller> clients = new ArrayList<>();

    @AfterEach
    void close() {
        clients.forEach(RpcCaller::close);
        node.close();
    }

    @Test
    void whoWaitsIsAnsweredAndItEndsWithZero() throws Exception {
        String publish = RawCall.form("configs", "", "dataId=d&group=g&content=" + "x".repeat(999));
        int half = publish.length() - 500;
        List<RawCall> halves = calls(HALVES, publish.substring(0, half));
        List<RawCall> polls = calls(POLLS, RawCall.poll("watched"));
        List<CompletableFuture<String>> loads = new ArrayList<>();
        AtomicInteger answered = new AtomicInteger();
        for (int i = 0; i < CLIENTS; i++) {
            RpcCaller client = client(i);
            loads.add(CompletableFuture.supplyAsync(() -> askUntilItEnds(client, answered)));
        }
        try (DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            subscribeOverUdp(udp.getLocalPort());
            await().until(() -> answered.get() > 100);

            CompletableFuture<Integer> code =
                    node.terminate().orTimeout(END.toSeconds(), TimeUnit.SECONDS);
            await().until(() -> !listens());
            for (RawCall call : halves) {
                call.say(publish.substring(half));
            }
            for (RawCall call : halves) {
                assertThat(call.untilEnd()).startsWith("HTTP/1.1 200 ").endsWith("true");
            }
            for (RawCall poll : polls) {
                assertThat(poll.untilEnd())
                        .startsWith("HTTP/1.1 200 ")
                        .containsIgnoringCase("content-length: 0")
                        .endsWith("\r\n\r\n");
            }
            for (RpcCaller client : clients) {
                assertThat(client.end().join()).contains("UNAVAILABLE", "this node ends");
            }
            for (CompletableFuture<String> load : loads) {
                assertThat(load.join()).as("a call that was not begun").contains("UNAVAILABLE");
            }
            assertThat(code.join()).isZero();
        }
        for (RawCall call : halves) {
            call.close();
        }
        for (RawCall poll : polls) {
            poll.close();
        }
    }

    private List<RawCall> calls(int count, String text) throws IOException {
        List<RawCall> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(new RawCall(port).say(text));
        }
        return calls;
    }

    /** It publishes an instance, which goes when the node ends its connection. */
    private RpcCaller client(int number) {
        RpcCaller client = RpcCaller.open(port + 1000, "10.0.0." + number);
        clients.add(client);
        String instance = "{\"ip\":\"10.0.0." + number + "\",\"port\":80}";
        String register = ",\"type\":\"registerInstance\",\"instance\":" + instance;
        assertThat(client.ask("InstanceRequest", "{" + SERVICE + register + "}"))
                .contains("\"resultCode\":200");
        return client;
    }

    /** Returns how the first call failed that was not answered. */
    private static String askUntilItEnds(RpcCaller client, AtomicInteger answered) {
        try {
            while (true) {
                assertThat(client.ask("ServiceQueryRequest", "{" + SERVICE + "}"))
                        .contains("\"resultCode\":200");
                answered.incrementAndGet();
            }
        } catch (CompletionException refused) {
            return String.valueOf(refused.getCause());
        }
    }

    private void subscribeOverUdp(int udpPort) throws Exception {
        URI uri =
                URI.create(
                        "http://"
                                + node.address()
                                + "/nacos/v1/ns/instance/list?serviceName=g@@orders"
                                + "&clientIP=127.0.0.1&udpPort="
                                + udpPort);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(uri)
                            .header("User-Agent", "Nacos-Java-Client:v1.4.8")
                            .build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    private boolean listens() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
