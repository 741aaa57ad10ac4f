package dev.pharos.server.front.v1.config;

import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.core.config.Capacity;
import dev.pharos.core.config.Capacity.Kind;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.app.CapacityService;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.wire.JsonWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** {@code /v1/cs/capacity}. Source: golden 22-config-v1-search-history/cap-*. */
final class CapacityRoutes {
    private static final String NOBODY = "group, tenant: missing (expected: one of them)";
    private static final String NOTHING =
            "quota, maxSize, maxAggrCount, maxAggrSize: missing (expected: one of them)";

    private final CapacityService capacities;

    CapacityRoutes(CapacityService capacities) {
        this.capacities = capacities;
    }

    /** The table. {@code root} ends in {@code /v1/cs}. */
    List<Route> routes(String root) {
        return List.of(
                prompt("GET", root + "/capacity", this::read),
                prompt("POST", root + "/capacity", this::limit));
    }

    private CompletionStage<HttpAnswer> read(HttpCall call) {
        Optional<Capacity.Subject> subject = subject(new ConfigForm(call));
        return CompletableFuture.completedStage(
                subject.isEmpty()
                        ? refusal(NOBODY, json -> json.none("data"))
                        : V1Config.json(
                                ConfigJson.result(null, json -> write(json, subject.get()))));
    }

    private CompletionStage<HttpAnswer> limit(HttpCall call) {
        ConfigForm form = new ConfigForm(call);
        Optional<Capacity.Subject> subject = subject(form);
        Capacity.Change change =
                new Capacity.Change(
                        form.integer("quota"),
                        form.integer("maxSize"),
                        form.integer("maxAggrCount"),
                        form.integer("maxAggrSize"));
        if (subject.isEmpty() || change.isEmpty()) {
            return CompletableFuture.completedStage(
                    refusal(
                            subject.isEmpty() ? NOBODY : NOTHING,
                            json -> json.flag("data", false)));
        }
        String told =
                "successfully updated the capacity information configuration of "
                        + (subject.get().kind() == Kind.GROUP ? "group" : "tenant")
                        + " to "
                        + subject.get().name();
        return capacities
                .limit(form.caller(), subject.get(), change)
                .thenApply(_ -> V1Config.json(ConfigJson.result(200, told, true)));
    }

    /** A namespace comes before a group; a blank group is everything. */
    private static Optional<Capacity.Subject> subject(ConfigForm form) {
        Optional<String> tenant = form.text("tenant").filter(text -> !text.isBlank());
        return tenant.isPresent()
                ? tenant.map(id -> new Capacity.Subject(Kind.NAMESPACE, Namespace.of(id).id()))
                : form.text("group").map(group -> new Capacity.Subject(Kind.GROUP, group.strip()));
    }

    private void write(JsonWriter json, Capacity.Subject subject) {
        Capacity capacity = capacities.capacity(subject);
        json.text("id", "0")
                .number("quota", capacity.quota())
                .number("usage", capacities.usage(subject))
                .number("maxSize", capacity.contentMax())
                .number("maxAggrCount", capacity.aggregatesMax())
                .number("maxAggrSize", capacity.aggregateMax())
                .none("gmtCreate")
                .none("gmtModified")
                .text(subject.kind() == Kind.GROUP ? "group" : "tenant", subject.name());
    }

    private static HttpAnswer refusal(String message, Consumer<JsonWriter> data) {
        return V1Config.json(
                400,
                JsonWriter.object(
                        json -> {
                            json.number("code", 400).text("message", message);
                            data.accept(json);
                        }));
    }
}
