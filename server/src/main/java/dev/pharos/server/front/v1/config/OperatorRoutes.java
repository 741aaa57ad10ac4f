package dev.pharos.server.front.v1.config;

import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.wire.JsonWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /v1/cs/health}, where Nacos says whether its database is there: here, whether durable
 * writes are taken. {@code /v1/cs/ops} and {@code /v1/cs/metrics}: what operators ask of parts that
 * this node has not. Its readers see what is stored, so there is no cache to renew; there is no
 * Derby; and clients are not asked what they have cached.
 *
 * <p>Source: golden 22-config-v1-search-history/ops-* and metrics-*.
 */
final class OperatorRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorRoutes.class);
    private static final int FAILED = 500;

    private final ConfigV1.Operator operator;

    OperatorRoutes(ConfigV1.Operator operator) {
        this.operator = operator;
    }

    /** The table. {@code root} ends in {@code /v1/cs}. */
    List<Route> routes(String root) {
        return List.of(
                prompt("GET", root + "/health", _ -> health()),
                prompt("POST", root + "/ops/localCache", _ -> done()),
                prompt("PUT", root + "/ops/log", this::log),
                prompt("GET", root + "/ops/derby", OperatorRoutes::derby),
                prompt("GET", root + "/metrics/cluster", OperatorRoutes::metrics),
                prompt("GET", root + "/metrics/current", OperatorRoutes::metrics));
    }

    /** In the words of Nacos: a state and, behind a colon, what is down. */
    private CompletionStage<HttpAnswer> health() {
        String state =
                operator.refusal().get().map(fault -> "DOWN:" + fault.message()).orElse("UP");
        return now(HttpAnswer.text(200, state));
    }

    private CompletionStage<HttpAnswer> log(HttpCall call) {
        ConfigForm form = new ConfigForm(call);
        String file = form.required("logName");
        String level = form.required("logLevel");
        if (!operator.levels().test(file, level)) {
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
