package dev.pharos.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.server.front.http.Route;
import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is written down about endpoints is what a node has; {@code -Dupdate=true} writes it. */
final class EndpointsDocTest {
    private static final Path DOCUMENT = Path.of("../docs/endpoints.md");
    private static final String HEAD =
            """
            # Endpoints

            Made from the tables of the dialects; a test compares the two.

            All HTTP paths are below `server.servlet.contextPath` (`/nacos`). How an endpoint
            runs: *prompt* on the event loop, *parking* may hold its answer back, *blocking* on a
            virtual thread.

            A `GET` below `/v1/ns` or `/v1/cs` takes `consistency=strong`: it is answered when this
            node has every durable change that anybody was told of before the request, or refused
            with 503 when nobody leads. Ephemeral instances have no such order.
            """;

    @Test
    void documentIsMadeFromTheTables() throws Exception {
        String expected;
        try (SystemWorld world = new SystemWorld((_, _) -> {})) {
            Settings settings =
                    Settings.standard()
                            .with(Keys.PORT, 0)
                            .with(Keys.ADDRESS_BOUND, "127.0.0.1")
                            .with(Keys.CONTEXT, "/");
            try (Assembly node = Assembly.start(world, settings, Plugs.memory())) {
                expected = document(node.routes(), node.payloadTypes());
            }
        }
        if (Boolean.getBoolean("update")) {
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(DOCUMENT)
                .as("made anew by mvn -pl server test -Dtest=EndpointsDocTest -Dupdate=true")
                .hasContent(expected);
    }

    private static String document(List<Route> routes, Iterable<String> payloadTypes) {
        StringBuilder text = new StringBuilder(HEAD);
        Map<String, List<Route>> byDialect =
                routes.stream()
                        .collect(
                                Collectors.groupingBy(
                                        route -> dialect(route.path()),
                                        TreeMap::new,
                                        Collectors.toList()));
        byDialect.forEach(
                (dialect, lines) -> {
                    text.append("\n## ").append(dialect).append('\n');
                    text.append("| method | path | runs |\n|---|---|---|\n");
                    lines.forEach(route -> text.append(line(route)));
                });
        text.append("\n## gRPC\n");
        text.append("Payload types that are answered, on the port of HTTP plus ");
        text.append("`nacos.server.grpc.port.offset`; the set-up, the health check and the");
        text.append(" detection of clients belong to the connection itself.\n");
        for (String type : payloadTypes) {
            text.append("- `").append(type).append("`\n");
        }
        return text.toString();
    }

    /** The first two steps of the path: {@code /v1/ns}. */
    private static String dialect(String path) {
        String[] steps = path.split("/", -1);
        return "/" + steps[1] + (steps.length > 2 ? "/" + steps[2] : "");
    }

    private static String line(Route route) {
        return "| "
                + route.method()
                + " | `"
                + route.path()
                + "` | "
                + route.pace().name().toLowerCase(Locale.ROOT)
                + " |\n";
    }
}
