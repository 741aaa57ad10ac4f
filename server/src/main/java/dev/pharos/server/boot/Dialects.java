package dev.pharos.server.boot;

import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.app.ConfigService;
import dev.pharos.server.app.NamespaceService;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.app.WatchService;
import dev.pharos.server.front.grpc.Connection;
import dev.pharos.server.front.grpc.Dialect;
import dev.pharos.server.front.grpc.Payload;
import dev.pharos.server.front.http.Faults;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.http.Router;
import dev.pharos.server.port.World;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Every translation that a node offers, over the same use cases. */
record Dialects(World world, UseCases inside, Place place) {

    /** All that can be asked of a node; every dialect translates into these. */
    record UseCases(
            RegistryService registry,
            CatalogueService catalogue,
            WatchService watch,
            ConfigService configs,
            NamespaceService namespaces) {}

    /** The grounds of all HTTP dialects. */
    Router router() {
        String health = place.context() + "/v1/console/health";
        return Router.of(
                List.of(
                        new Router.Section(
                                health,
                                List.of(
                                        Route.prompt("GET", health + "/liveness", Dialects::ok),
                                        Route.prompt("GET", health + "/readiness", Dialects::ok)),
                                new Elsewhere(),
                                true)),
                new Elsewhere());
    }

    Dialect payloads() {
        return new Silence();
    }

    private static CompletionStage<HttpAnswer> ok(HttpCall call) {
        return CompletableFuture.completedStage(HttpAnswer.text(200, "OK"));
    }

    /** Where no dialect is at home. */
    private record Elsewhere() implements Faults {
        @Override
        public HttpAnswer answer(HttpCall call, Throwable failure) {
            return HttpAnswer.text(500, String.valueOf(failure.getMessage()));
        }

        @Override
        public HttpAnswer notFound(HttpCall call) {
            return HttpAnswer.text(404, "nothing at " + call.path());
        }

        @Override
        public HttpAnswer methodNotAllowed(HttpCall call, Set<String> allowed) {
            return HttpAnswer.text(405, call.method() + " (expected: " + allowed + ")");
        }
    }

    private record Silence() implements Dialect {
        @Override
        public Set<String> types() {
            return Set.of();
        }

        @Override
        public CompletionStage<Payload> request(Connection from, Payload request) {
            throw new IllegalStateException("no types are understood");
        }

        @Override
        public void connected(Connection connection) {}

        @Override
        public void disconnected(Connection connection) {}
    }
}
