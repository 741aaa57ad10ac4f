package dev.pharos.server.front.grpc;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Echoes, fails or stalls as the type of the request says, and remembers who came and went. */
final class ScriptedDialect implements Dialect {
    final Queue<Connection> connected = new ConcurrentLinkedQueue<>();
    final Queue<Connection> disconnected = new ConcurrentLinkedQueue<>();
    final Queue<Payload> asked = new ConcurrentLinkedQueue<>();
    volatile Consumer<Connection> onConnected = _ -> {};
    volatile Payload answer = RpcProbe.payload("FixedResponse", "{}");

    volatile CompletionStage<Payload> late = new CompletableFuture<>();

    @Override
    public Set<String> types() {
        return Set.of(
                "EchoRequest", "FixedRequest", "BrokenRequest", "FailingRequest", "LateRequest");
    }

    @Override
    public CompletionStage<Payload> request(Connection from, Payload request) {
        asked.add(request);
        return switch (request.type()) {
            case "EchoRequest" -> done(Payload.of("EchoResponse", request.json()));
            case "FixedRequest" -> done(answer);
            case "BrokenRequest" -> throw RefusedException.unparsable(request.type(), "no JSON");
            case "LateRequest" -> late;
            default -> CompletableFuture.failedFuture(new IllegalStateException("as scripted"));
        };
    }

    @Override
    public void connected(Connection connection) {
        connected.add(connection);
        onConnected.accept(connection);
    }

    @Override
    public void disconnected(Connection connection) {
        disconnected.add(connection);
    }

    Connection only() {
        return connected.element();
    }

    private static CompletionStage<Payload> done(Payload answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
