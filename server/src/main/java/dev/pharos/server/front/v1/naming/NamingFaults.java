package dev.pharos.server.front.v1.naming;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.front.http.Faults;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.wire.BrokenJsonException;
import dev.pharos.server.front.wire.ErrorPage;
import dev.pharos.server.port.World;
import java.time.Instant;
import java.util.Set;

/**
 * How naming v1 says no: the message as text; a page in JSON where no endpoint was reached.
 *
 * <p>Source: golden 10 to 12 for the codes; the words are ours.
 */
final class NamingFaults implements Faults {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final World world;

    NamingFaults(World world) {
        this.world = world;
    }

    @Override
    public HttpAnswer answer(HttpCall call, Throwable failure) {
        return switch (failure) {
            case FaultException refused ->
                    Answers.text(
                            call, status(refused.fault()), Faults.message(call, refused.fault()));
            case BrokenJsonException broken ->
                    Answers.text(call, 400, String.valueOf(broken.getMessage()));
            default -> HttpAnswer.text(500, "a defect of this server; its log says more");
        };
    }

    @Override
    public HttpAnswer notFound(HttpCall call) {
        return page(
                call, 501, "Not Implemented", "no such api:" + call.method() + ":" + call.path());
    }

    @Override
    public HttpAnswer methodNotAllowed(HttpCall call, Set<String> allowed) {
        if (call.method().equals("OPTIONS") && call.header("Origin").isPresent()) {
            return HttpAnswer.text(403, "requests of other origins may only read");
        }
        return METHODS.contains(call.method())
                ? notFound(call)
                : page(call, 405, "Method Not Allowed", call.method() + " is not for naming");
    }

    private static int status(Fault fault) {
        return switch (fault) {
            case Fault.Invalid invalid -> invalid.field().equals("Accept") ? 406 : 400;
            case Fault.NotFound missing -> missing.kind().equals("instance") ? 404 : 400;
            case Fault.Clash _ -> 400;
            case Fault.Conflict _ -> 409;
            case Fault.Denied _, Fault.Unauthenticated _ -> 403;
            case Fault.TooLarge large -> large.field().equals("body") ? 413 : 400;
            case Fault.Busy _, Fault.NoLeader _, Fault.Unavailable _ -> 503;
            case Fault.Unsure _ -> 500;
        };
    }

    private HttpAnswer page(HttpCall call, int status, String error, String message) {
        ErrorPage page = new ErrorPage(Instant.ofEpochMilli(world.millis()));
        return HttpAnswer.json(status, page.json(status, error, message, call.path()));
    }
}
