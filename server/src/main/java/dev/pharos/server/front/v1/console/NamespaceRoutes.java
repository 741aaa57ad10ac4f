package dev.pharos.server.front.v1.console;

import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.core.config.NamespaceProfile;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.app.NamespaceService;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.wire.JsonWriter;
import dev.pharos.server.port.Caller;
import dev.pharos.server.port.Stages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** {@code /v1/console/namespaces}. Source: golden 30-console-v1. */
final class NamespaceRoutes {
    private static final int QUOTA = 200;
    private static final int PUBLIC_TYPE = 0;
    private static final int CREATED_TYPE = 2;
    private static final NamespaceProfile PUBLIC =
            new NamespaceProfile(Namespace.PUBLIC, "public", "Default Namespace", 0, 0);

    private final NamespaceService namespaces;

    NamespaceRoutes(NamespaceService namespaces) {
        this.namespaces = namespaces;
    }

    /** The table. {@code root} ends in {@code /v1/console}. */
    List<Route> routes(String root) {
        return List.of(
                prompt("GET", root + "/namespaces", this::read),
                prompt("POST", root + "/namespaces", this::create),
                prompt("PUT", root + "/namespaces", this::update),
                prompt("DELETE", root + "/namespaces", this::remove));
    }

    private CompletionStage<HttpAnswer> read(HttpCall call) {
        Optional<String> asked = call.parameter("customNamespaceId");
        if (says(call, "checkNamespaceIdExist", "true") && asked.isPresent()) {
            return now(truth(!asked.get().isBlank() && find(asked.get()).isPresent()));
        }
        if (says(call, "show", "all")) {
            String id = required(call, "namespaceId");
            NamespaceProfile found =
                    find(id).orElseThrow(
                                    () -> new FaultException(new Fault.NotFound("namespace", id)));
            return now(HttpAnswer.json(200, JsonWriter.object(json -> write(json, found))));
        }
        return now(list());
    }

    private HttpAnswer list() {
        List<NamespaceProfile> all = new ArrayList<>();
        all.add(PUBLIC);
        all.addAll(namespaces.namespaces());
        return HttpAnswer.json(
                200,
                JsonWriter.object(
                        json ->
                                json.number("code", 200)
                                        .none("message")
                                        .array("data", all, this::writeItem)));
    }

    private void writeItem(JsonWriter json, NamespaceProfile profile) {
        json.open(members -> write(members, profile));
    }

    private CompletionStage<HttpAnswer> create(HttpCall call) {
        String id = call.parameter("customNamespaceId").orElse("");
        String name = required(call, "namespaceName");
        String desc = call.parameter("namespaceDesc").orElse("");
        if (name.isBlank()) {
            return now(truth(false));
        }
        return namespaces
                .create(caller(call), id, name, desc)
                .thenApply(_ -> truth(true))
                .exceptionally(NamespaceRoutes::falseIfThere);
    }

    private CompletionStage<HttpAnswer> update(HttpCall call) {
        Namespace namespace = Namespace.of(required(call, "namespace"));
        String name = required(call, "namespaceShowName");
        String desc = call.parameter("namespaceDesc").orElse("");
        return namespaces
                .update(caller(call), namespace, name, desc)
                .thenApply(_ -> truth(true))
                .exceptionally(NamespaceRoutes::trueIfAbsent);
    }

    private CompletionStage<HttpAnswer> remove(HttpCall call) {
        return namespaces
                .remove(caller(call), Namespace.of(required(call, "namespaceId")))
                .thenApply(_ -> truth(true));
    }

    private Optional<NamespaceProfile> find(String id) {
        Namespace namespace = Namespace.of(id);
        return namespace.isPublic() ? Optional.of(PUBLIC) : namespaces.find(namespace);
    }

    private void write(JsonWriter json, NamespaceProfile profile) {
        Namespace namespace = profile.namespace();
        json.text("namespace", namespace.isPublic() ? "" : namespace.id())
                .text("namespaceShowName", profile.name())
                .textOrNull("namespaceDesc", profile.desc().isEmpty() ? null : profile.desc())
                .number("quota", QUOTA)
                .number("configCount", namespaces.configCount(namespace))
                .number("type", namespace.isPublic() ? PUBLIC_TYPE : CREATED_TYPE);
    }

    /** One that exists already is answered {@code false}, anything else is a refusal. */
    private static HttpAnswer falseIfThere(Throwable failure) {
        if (isRefusedBy(Fault.Clash.class, failure)) {
            return truth(false);
        }
        throw new CompletionException(Stages.cause(failure));
    }

    /** One that is not there needs no change; a name against the rules is {@code false}. */
    private static HttpAnswer trueIfAbsent(Throwable failure) {
        if (isRefusedBy(Fault.NotFound.class, failure)) {
            return truth(true);
        }
        if (isRefusedBy(Fault.Invalid.class, failure)
                || isRefusedBy(Fault.TooLarge.class, failure)) {
            return truth(false);
        }
        throw new CompletionException(Stages.cause(failure));
    }

    private static boolean isRefusedBy(Class<? extends Fault> kind, Throwable failure) {
        return Stages.fault(failure).filter(kind::isInstance).isPresent();
    }

    private static boolean says(HttpCall call, String name, String value) {
        return call.parameter(name).filter(value::equals).isPresent();
    }

    private static String required(HttpCall call, String name) {
        return call.parameter(name)
                .orElseThrow(() -> new FaultException(new Fault.Invalid(name, "", "a value")));
    }

    private static Caller caller(HttpCall call) {
        return new Caller(
                call.remote().getAddress().getHostAddress(),
                call.header("User-Agent").orElse(""),
                "",
                "");
    }

    private static HttpAnswer truth(boolean value) {
        return HttpAnswer.json(200, Boolean.toString(value));
    }

    private static CompletionStage<HttpAnswer> now(HttpAnswer answer) {
        return CompletableFuture.completedStage(answer);
    }
}
