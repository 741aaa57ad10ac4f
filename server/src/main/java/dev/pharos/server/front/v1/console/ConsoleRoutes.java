package dev.pharos.server.front.v1.console;

import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.wire.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** {@code /v1/console}: whether the node lives and serves, and how it is set up. */
final class ConsoleRoutes {
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}([-_][A-Za-z]{2,4})?");
    private static final String CHINESE = "zh-CN";

    /** What consoles show above their login; there is no login to this node yet. */
    private static final String OPEN =
            "Whoever reaches this node may read and change everything: it asks nobody who they"
                    + " are. Keep it inside a network that you trust.";

    private static final String OPEN_IN_CHINESE =
            "\u672c\u8282\u70b9\u672a\u5f00\u542f\u9274\u6743\uff0c"
                    + "\u8bf7\u53ea\u5728\u53ef\u4fe1\u7f51\u7edc\u4e2d\u4f7f\u7528\u3002";
    private static final String GUIDE =
            "This node has no web console of its own yet. A console that speaks the HTTP API of"
                    + " Nacos can be used with it.";

    private final Map<String, String> state;
    private final Health health;

    /** {@code state}: what the node says of itself, by the wire's keys. */
    ConsoleRoutes(Map<String, String> state, Health health) {
        this.state = Map.copyOf(state);
        this.health = health;
    }

    /** The table. {@code root} ends in {@code /v1/console}. */
    List<Route> routes(String root) {
        return List.of(
                prompt("GET", root + "/health/liveness", _ -> now(Health.OK)),
                prompt("GET", root + "/health/readiness", _ -> now(health.readiness())),
                prompt("GET", root + "/server/state", this::state),
                prompt("GET", root + "/server/announcement", ConsoleRoutes::announcement),
                prompt("GET", root + "/server/guide", _ -> now(told(GUIDE))));
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

    private static CompletionStage<HttpAnswer> announcement(HttpCall call) {
        String language = call.parameter("language").orElse(CHINESE);
        if (!LANGUAGE.matcher(language).matches()) {
            throw new FaultException(
                    new Fault.Invalid("language", language, "a language such as en-US"));
        }
        return now(told(language.startsWith("zh") ? OPEN_IN_CHINESE : OPEN));
    }

    private static HttpAnswer told(String text) {
        return HttpAnswer.json(
                200,
                JsonWriter.object(
                        json -> json.number("code", 200).none("message").text("data", text)));
    }

    private static CompletionStage<HttpAnswer> now(HttpAnswer answer) {
        return CompletableFuture.completedStage(answer);
    }
}
