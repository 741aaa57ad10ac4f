package dev.pharos.testkit.fault;

import dev.pharos.testkit.cluster.Curl;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks a node for a configuration and for a persistent service, from the moment at which its port
 * is open, time and again, and remembers each different answer.
 */
final class Onlooker implements AutoCloseable {
    /** The node has said that it does not know. */
    static final String UNKNOWN = "503";

    private static final Duration PAUSE = Duration.ofMillis(2);

    private final Set<String> said = new ConcurrentSkipListSet<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Curl curl;
    private final CompletableFuture<Void> looking;

    private Onlooker(String address) {
        this.curl = new Curl(address);
        this.looking = CompletableFuture.runAsync(this::look, Thread::startVirtualThread);
    }

    static Onlooker of(String address) {
        return new Onlooker(address);
    }

    /** Every answer that is unlike those before it. */
    Set<String> said() {
        return Set.copyOf(said);
    }

    private void look() {
        try {
            do {
                ask();
            } while (!over.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() {
        try {
            HttpResponse<String> config =
                    curl.send("GET", "/v1/cs/configs", "dataId", "kept", "group", "g");
            said.add(config.statusCode() == 200 ? config.body() : status(config));
            HttpResponse<String> list =
                    curl.send("GET", "/v1/ns/instance/list", "serviceName", "kept");
            said.add(list.statusCode() == 200 ? count(list.body()) : status(list));
        } catch (UncheckedIOException _) { // it does not listen yet
        }
    }

    private static String status(HttpResponse<String> answer) {
        return String.valueOf(answer.statusCode());
    }

    private static String count(String list) {
        return (list.split("\"ip\":", -1).length - 1) + " instances";
    }

    @Override
    public void close() {
        over.countDown();
        looking.join();
        curl.close();
    }
}
