package dev.pharos.server.front.grpc;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** A push whose fate can be awaited. */
final class RecordedPush implements Push {
    final CompletableFuture<Long> writtenAtNanos = new CompletableFuture<>();
    final CompletableFuture<String> fate = new CompletableFuture<>();
    volatile Runnable whenMade = () -> {};
    private final String key;
    private final String json;

    RecordedPush(String key, String json) {
        this.key = key;
        this.json = json;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public Payload payload(String requestId) {
        whenMade.run();
        writtenAtNanos.complete(System.nanoTime());
        byte[] shared = json.getBytes(StandardCharsets.UTF_8);
        return Payload.push("NotifySubscriberRequest", requestId, shared);
    }

    @Override
    public void acknowledged() {
        fate.complete("acknowledged");
    }

    @Override
    public void missing() {
        fate.complete("missing");
    }
}
