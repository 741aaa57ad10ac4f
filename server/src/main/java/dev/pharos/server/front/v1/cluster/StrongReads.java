package dev.pharos.server.front.v1.cluster;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.http.Router.Section;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Reads that see every durable change which anybody was told of before they were asked for: {@code
 * consistency=strong} on any {@code GET} of a section. Others answer from what this node has.
 *
 * <p>What is ephemeral has no such order: each node shows what has reached it.
 *
 * @param barrier completes when this node has applied all that was committed before the call
 * @param blocking where an endpoint goes on that may block
 */
public record StrongReads(Supplier<CompletionStage<Void>> barrier, Executor blocking) {
    private static final String PARAMETER = "consistency";

    /** The same section, in which readers choose. */
    public Section over(Section section) {
        List<Route> routes =
                section.routes().stream()
                        .map(route -> route.method().equals("GET") ? chosen(route) : route)
                        .toList();
        return new Section(section.prefix(), routes, section.faults(), section.headIsGet());
    }

    private Route chosen(Route route) {
        Route.Endpoint endpoint = call -> isStrong(call) ? wait(route, call) : serve(route, call);
        return new Route(route.method(), route.path(), route.pace(), endpoint);
    }

    private static boolean isStrong(HttpCall call) {
        Optional<String> said = call.parameter(PARAMETER);
        return said.isPresent()
                && switch (said.get()) {
                    case "strong" -> true;
                    case "", "local" -> false;
                    default ->
                            throw new FaultException(
                                    new Fault.Invalid(PARAMETER, said.get(), "strong or local"));
                };
    }

    private CompletionStage<HttpAnswer> wait(Route route, HttpCall call) {
        CompletionStage<Void> passed = barrier.get();
        return route.pace() == Route.Pace.BLOCKING
                ? passed.thenComposeAsync(_ -> serve(route, call), blocking)
                : passed.thenCompose(_ -> serve(route, call));
    }

    private static CompletionStage<HttpAnswer> serve(Route route, HttpCall call) {
        return route.endpoint().serve(call);
    }
}
