package dev.pharos.server.front.v1.console;

import dev.pharos.server.app.NamespaceService;
import dev.pharos.server.front.http.Faults;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.http.Router.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Everything below {@code /v1/console}. */
public final class ConsoleV1 {
    private ConsoleV1() {}

    /**
     * The section of a router that serves this dialect.
     *
     * @param state what the node says of itself, by the wire's keys
     * @param health how well it is
     * @param context path before {@code /v1}
     */
    public static Section section(
            NamespaceService namespaces,
            Map<String, String> state,
            Health health,
            Faults faults,
            String context) {
        String base = context + "/v1/console";
        List<Route> routes =
                Stream.of(
                                new ConsoleRoutes(state, health).routes(base),
                                new NamespaceRoutes(namespaces).routes(base))
                        .flatMap(List::stream)
                        .toList();
        return new Section(base, routes, faults, true);
    }

    /**
     * The section where probes of Spring applications look.
     *
     * @param figures for Prometheus; absent when they are not to be shown
     * @param health how well the node is
     */
    public static Section actuator(
            Optional<Supplier<HttpAnswer>> figures, Health health, Faults faults, String context) {
        String base = context + "/actuator";
        ActuatorRoutes routes = new ActuatorRoutes(figures, health);
        return new Section(base, routes.routes(base), faults, true);
    }
}
