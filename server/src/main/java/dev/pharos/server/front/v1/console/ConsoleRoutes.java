package dev.pharos.server.front.v1.console;

import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.wire.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /v1/console}: whether the node lives and serves, and how it is set up. */
final class ConsoleRoutes {
    private static final HttpAnswer OK = HttpAnswer.text(200, "OK");

    private final Map<String, String> state;

    /** {@code state}: what the node says of itself, by the wire's keys. */
    ConsoleRoutes(Map<String, String> state) {
        this.state = Map.copyOf(state);
    }

    /** The table. {@code root} ends in {@code /v1/console}. */
    List<Route> routes(String root) {
        return List.of(
                prompt("GET", root + "/health/liveness", _ -> now(OK)),
                prompt("GET", root + "/health/readiness", _ -> now(OK)),
                prompt("GET", root + "/server/state", this::state));
    }

    private CompletionStage<HttpAnswer> state(HttpCall call) {
        return now(
                HttpAnswer.json(
                        200,
                        JsonWriter.object(
                                json -> {
                                    state.forEach(json::text);
                                    json.none("function_mode");
                                })));
    }

    private static CompletionStage<HttpAnswer> now(HttpAnswer answer) {
        return CompletableFuture.completedStage(answer);
    }
}
