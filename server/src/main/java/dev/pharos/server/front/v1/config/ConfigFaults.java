package dev.pharos.server.front.v1.config;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.front.http.Faults;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.wire.ErrorPage;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * How configuration and console say no: a text, or for what is not there at all the error page that
 * callers of Nacos parse.
 */
public final class ConfigFaults implements Faults {
    private static final String PREFLIGHT_SECONDS = "18000";

    @Override
    public HttpAnswer answer(HttpCall call, Throwable failure) {
        return failure instanceof FaultException refused
                ? HttpAnswer.text(status(refused.fault()), Faults.message(call, refused.fault()))
                : HttpAnswer.text(500, "the server failed; its log says why");
    }

    @Override
    public HttpAnswer notFound(HttpCall call) {
        return page(
                call,
                404,
                "Not Found",
                "nothing answers at this path (docs/endpoints.md lists those that are there)");
    }

    @Override
    public HttpAnswer methodNotAllowed(HttpCall call, Set<String> allowed) {
        String methods = String.join(", ", allowed);
        return call.method().equals("OPTIONS")
                ? preflight(call, V1Config.json("").withHeader("Allow", methods))
                : HttpAnswer.text(405, "method: " + call.method() + " (expected: " + methods + ")")
                        .withHeader("Allow", methods);
    }

    /** What a browser asks before it lets a page of another origin do more than read. */
    private static HttpAnswer preflight(HttpCall call, HttpAnswer answer) {
        Optional<String> method = call.header("Access-Control-Request-Method");
        if (method.isEmpty()) {
            return answer;
        }
        HttpAnswer allowed =
                answer.withHeader("Access-Control-Allow-Methods", method.get())
                        .withHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS);
        return call.header("Access-Control-Request-Headers")
                .map(names -> allowed.withHeader("Access-Control-Allow-Headers", names))
                .orElse(allowed);
    }

    private static int status(Fault fault) {
        return switch (fault) {
            case Fault.Invalid _ -> 400;
            case Fault.TooLarge large -> large.field().equals("body") ? 413 : 400;
            case Fault.NotFound _ -> 404;
            case Fault.Clash _, Fault.Conflict _ -> 409;
            case Fault.Unauthenticated _, Fault.Denied _ -> 403;
            case Fault.Busy _, Fault.NoLeader _, Fault.Unavailable _ -> 503;
            case Fault.Unsure _ -> 504;
        };
    }

    private static HttpAnswer page(HttpCall call, int status, String error, String message) {
        return HttpAnswer.of(
                status,
                "application/json;charset=UTF-8",
                new ErrorPage(Instant.now()).json(status, error, message, call.path()));
    }
}
