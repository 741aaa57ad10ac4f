package dev.pharos.server.front.v1.naming;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.ServiceName;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.wire.JsonWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What endpoints answer, in the type that the caller accepts. */
final class Answers {
    private static final String JSON = "application/json";
    private static final String HTML = "text/html";

    private Answers() {}

    /** {@code ok} once the stage is done. */
    static CompletionStage<HttpAnswer> ok(HttpCall call, CompletionStage<Void> done) {
        return done.thenApply(_ -> text(call, 200, "ok"));
    }

    static CompletionStage<HttpAnswer> ok(HttpCall call) {
        return now(text(call, 200, "ok"));
    }

    static CompletionStage<HttpAnswer> now(HttpAnswer answer) {
        return CompletableFuture.completedStage(answer);
    }

    /** Text in the first type of {@code Accept}, as Spring labels it (golden 11/reg-accept-*). */
    static HttpAnswer text(HttpCall call, int status, String text) {
        String accepted = call.header("Accept").orElse("");
        HttpAnswer answer = HttpAnswer.text(status, text);
        if (accepted.startsWith(JSON)) {
            return answer.withContentType(JSON);
        }
        return accepted.startsWith(HTML) ? answer.withContentType(HTML + ";charset=UTF-8") : answer;
    }

    static CompletionStage<HttpAnswer> json(HttpCall call, Consumer<JsonWriter> members) {
        return now(encoded(call, JsonWriter.object(members)));
    }

    /**
     * A service that is not there, in the form in which 1.1.3 told callers so (golden
     * 11-naming-v1-bad-input/name-space-list, 16-naming-v1-operator/api-srvIPXT).
     */
    static CompletionStage<HttpAnswer> nothing(HttpCall call, ServiceName service, String pools) {
        return json(
                call,
                json ->
                        json.texts("hosts", List.of())
                                .text("name", service.grouped())
                                .text("clusters", pools));
    }

    /** JSON that is encoded already, if the caller takes JSON. */
    static HttpAnswer encoded(HttpCall call, byte[] json) {
        String accepted = call.header("Accept").orElse("*/*");
        if (!accepted.contains("*/*")
                && !accepted.contains("json")
                && !accepted.contains("tion/*")) {
            throw new FaultException(new Fault.Invalid("Accept", accepted, JSON));
        }
        return HttpAnswer.json(200, json);
    }
}
