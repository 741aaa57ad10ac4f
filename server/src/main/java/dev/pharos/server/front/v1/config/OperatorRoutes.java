package dev.pharos.server.front.v1.config;

import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.wire.JsonWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /v1/cs/ops} and {@code /v1/cs/metrics}: what operators ask of parts that this node has
 * not. Its readers see what is stored, so there is no cache to renew; there is no Derby; and
 * clients are not asked what they have cached.
 *
 * <p>Source: golden 22-config-v1-search-history/ops-* and metrics-*.
 */
final class OperatorRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorRoutes.class);
    private static final int FAILED = 500;

    private final BiPredicate<String, String> levels;

    OperatorRoutes(BiPredicate<String, String> levels) {
        this.levels = levels;
    }

    /** The table. {@code root} ends in {@code /v1/cs}. */
    List<Route> routes(String root) {
        return List.of(
                prompt("POST", root + "/ops/localCache", _ -> done()),
                prompt("PUT", root + "/ops/log", this::log),
                prompt("GET", root + "/ops/derby", OperatorRoutes::derby),
                prompt("GET", root + "/metrics/cluster", OperatorRoutes::metrics),
                prompt("GET", root + "/metrics/current", OperatorRoutes::metrics));
    }

    private CompletionStage<HttpAnswer> log(HttpCall call) {
        ConfigForm form = new ConfigForm(call);
        String file = form.required("logName");
        String level = form.required("logLevel");
        if (!levels.test(file, level)) {
            LOG.warn("log level without effect: logName={} logLevel={}", file, level);
        }
        return done();
    }

    private static CompletionStage<HttpAnswer> derby(HttpCall call) {
        new ConfigForm(call).required("sql");
        return now(
                V1Config.json(
                        JsonWriter.object(
                                json ->
                                        json.number("code", FAILED)
                                                .text("message", "there is no Derby here to ask")
                                                .none("data"))));
    }

    private static CompletionStage<HttpAnswer> metrics(HttpCall call) {
        ConfigForm form = new ConfigForm(call);
        form.required("ip");
        form.key();
        return now(V1Config.json("{}"));
    }

    private static CompletionStage<HttpAnswer> done() {
        return now(HttpAnswer.text(200, "200"));
    }

    private static CompletionStage<HttpAnswer> now(HttpAnswer answer) {
        return CompletableFuture.completedStage(answer);
    }
}
