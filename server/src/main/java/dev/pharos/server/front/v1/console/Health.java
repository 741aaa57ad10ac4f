package dev.pharos.server.front.v1.console;

import dev.pharos.core.fault.Fault;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.wire.JsonWriter;
import dev.pharos.server.port.finding.Findings.Finding;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How well a node is. One that takes nothing durable, because its disk is full, say, still answers
 * reads and serves instances that live as long as their clients: whoever sends it no more calls, or
 * restarts it, makes things worse. So it stays ready, and says what it does not do.
 *
 * @param refusal why nothing durable is taken now, if so
 * @param lack why nothing durable is shown now, if so
 * @param findings what else somebody should mend, although the node is up with it
 */
public record Health(
        Supplier<Optional<Fault>> refusal,
        Supplier<Optional<Fault>> lack,
        Supplier<List<Finding>> findings) {
    static final HttpAnswer OK = HttpAnswer.text(200, "OK");

    private static final String UP = "UP";
    private static final String DOWN = "DOWN";
    private static final int NOT_NOW = 503;

    /** Unknown to Spring, which gives such a status the code 200. */
    private static final String DEGRADED = "DEGRADED";

    /** For probes that send calls elsewhere, or not. */
    HttpAnswer readiness() {
        Optional<Fault> why = why();
        if (why.isEmpty()) {
            return OK;
        }
        String what =
                lack.get().isPresent()
                        ? "OK for ephemeral instances; has nothing durable yet: "
                        : "OK for reads and ephemeral instances; takes no durable writes: ";
        return HttpAnswer.text(200, what + why.get().message());
    }

    /** Why it does not all that it is to do. */
    private Optional<Fault> why() {
        return lack.get().or(refusal);
    }

    /** All of it, as Spring writes it. */
    byte[] all() {
        Optional<Fault> why = why();
        List<Finding> found = findings.get();
        return JsonWriter.object(
                json -> {
                    json.text("status", why.isEmpty() ? UP : DEGRADED);
                    if (why.isPresent() || !found.isEmpty()) {
                        json.object("components", parts -> components(parts, why, found));
                    }
                });
    }

    private static void components(JsonWriter parts, Optional<Fault> why, List<Finding> found) {
        why.ifPresent(
                fault ->
                        parts.object("durable", part -> down(part, fault))
                                .object("ephemeral", part -> part.text("status", UP)));
        if (!found.isEmpty()) {
            parts.object(
                    "findings",
                    part ->
                            part.text("status", UP)
                                    .object(
                                            "details",
                                            all -> all.array("findings", found, Health::finding)));
        }
    }

    private static void finding(JsonWriter array, Finding finding) {
        array.open(
                one ->
                        one.text("name", finding.name())
                                .text("place", finding.place())
                                .text("cause", finding.cause())
                                .text("remedy", finding.remedy()));
    }

    /** Of what is durable alone, for whoever has to know by the code. */
    byte[] durable() {
        Optional<Fault> why = why();
        return JsonWriter.object(
                json ->
                        why.ifPresentOrElse(
                                fault -> down(json, fault), () -> json.text("status", UP)));
    }

    int durableCode() {
        return why().isEmpty() ? 200 : NOT_NOW;
    }

    private static void down(JsonWriter json, Fault fault) {
        json.text("status", DOWN)
                .object("details", details -> details.text("cause", fault.message()));
    }
}
