package dev.pharos.server.front.v1.naming;

import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.server.app.Beat;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.wire.JsonObject;
import dev.pharos.server.front.wire.JsonWriter;
import dev.pharos.server.front.wire.Params;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Heartbeats of 1.x clients. */
final class BeatRoutes {
    private static final int KNOWN = 10_200;
    private static final int UNKNOWN = 20_404;

    private final RegistryService registry;
    private final Switches switches;

    BeatRoutes(RegistryService registry, Switches switches) {
        this.registry = registry;
        this.switches = switches;
    }

    List<Route> routes(String base) {
        return List.of(
                prompt(
                        "PUT",
                        base + "/instance/beat",
                        call -> beat(call, "serviceName", this::json)),
                prompt("GET", base + "/api/clientBeat", call -> beat(call, "dom", this::oldJson)),
                prompt("POST", base + "/api/clientBeat", call -> beat(call, "dom", this::oldJson)),
                prompt("PUT", base + "/api/clientBeat", call -> beat(call, "dom", this::oldJson)));
    }

    private CompletionStage<HttpAnswer> beat(
            HttpCall call, String nameParameter, Function<Beat.Answer, byte[]> form) {
        ServiceName service = Decoding.service(call, nameParameter);
        Params params = Decoding.params(call);
        Optional<String> described = params.text("beat");
        Beat beat =
                described.isPresent()
                        ? full(Decoding.json("beat", described.get()), service, Decoding.pool(call))
                        : new Beat(
                                params.text("ip").orElse(""),
                                params.integer("port", 0),
                                Decoding.pool(call),
                                Optional.empty());
        return registry.beat(Decoding.caller(call), service, beat)
                .thenApply(answer -> Answers.encoded(call, form.apply(answer)));
    }

    private static Beat full(JsonObject json, ServiceName service, String poolAsked) {
        String pool = json.text("cluster").filter(name -> !name.isBlank()).orElse(poolAsked);
        String ip = json.text("ip", "");
        int port = json.integer("port", 0);
        Instance instance =
                new Instance(
                        ip,
                        port,
                        pool,
                        json.decimal("weight", 0),
                        true,
                        true,
                        true,
                        json.textMap("metadata"),
                        Instance.plainId(ip, port, pool, service));
        return new Beat(ip, port, pool, Optional.of(instance));
    }

    /** As 1.1.3 answers at the path that only it has. */
    private byte[] oldJson(Beat.Answer answer) {
        return JsonWriter.object(json -> json.number("clientBeatInterval", intervalMillis(answer)));
    }

    private byte[] json(Beat.Answer answer) {
        return JsonWriter.object(
                json ->
                        json.number("clientBeatInterval", intervalMillis(answer))
                                .number("code", answer.known() ? KNOWN : UNKNOWN)
                                .flag("lightBeatEnabled", switches.isLightBeating()));
    }

    private long intervalMillis(Beat.Answer answer) {
        return answer.intervalMillis().orElse(switches.beatIntervalMillis());
    }
}
