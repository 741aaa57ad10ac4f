package dev.pharos.server.front.v1.console;

import static dev.pharos.server.front.http.Route.blocking;
import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.wire.JsonWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * {@code /actuator}: whether the node lives, where probes of Spring applications look, and its
 * figures, where Prometheus does.
 *
 * <p>Source: golden 70-health-metrics-http/get-_nacos_actuator*.
 */
final class ActuatorRoutes {
    private static final String TYPE = "application/vnd.spring-boot.actuator.v3+json";
    private static final String HEALTH = "/health";
    private static final String FIGURES = "/prometheus";

    private final Optional<Supplier<HttpAnswer>> figures;
    private final Health health;

    /** {@code figures}: absent when they are not to be shown. May block. */
    ActuatorRoutes(Optional<Supplier<HttpAnswer>> figures, Health health) {
        this.figures = figures;
        this.health = health;
    }

    /** The table. {@code root} ends in {@code /actuator}. */
    List<Route> routes(String root) {
        return Stream.concat(
                        Stream.of(
                                prompt("GET", root, call -> index(call, root)),
                                prompt("GET", root + HEALTH, _ -> now(200, health.all())),
                                prompt(
                                        "GET",
                                        root + HEALTH + "/durable",
                                        _ -> now(health.durableCode(), health.durable()))),
                        figures.stream().map(shown -> prometheus(root, shown)))
                .toList();
    }

    private static Route prometheus(String root, Supplier<HttpAnswer> figures) {
        return blocking(
                "GET", root + FIGURES, _ -> CompletableFuture.completedStage(figures.get()));
    }

    private CompletionStage<HttpAnswer> index(HttpCall call, String root) {
        String self = "http://" + call.header("Host").orElse("localhost") + root;
        return now(200, JsonWriter.object(json -> json.object("_links", all -> links(all, self))));
    }

    private void links(JsonWriter links, String self) {
        link(links, "self", self, false);
        link(links, "health", self + HEALTH, false);
        link(links, "health-path", self + HEALTH + "/{*path}", true);
        if (figures.isPresent()) {
            link(links, "prometheus", self + FIGURES, false);
        }
    }

    private static void link(JsonWriter links, String name, String href, boolean templated) {
        links.object(name, link -> link.text("href", href).flag("templated", templated));
    }

    private static CompletionStage<HttpAnswer> now(int status, byte[] json) {
        return CompletableFuture.completedStage(HttpAnswer.of(status, TYPE, json));
    }
}
