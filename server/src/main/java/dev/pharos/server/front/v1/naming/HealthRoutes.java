package dev.pharos.server.front.v1.naming;

import static dev.pharos.server.front.http.Route.prompt;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Pool;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.HttpCall;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.wire.Metadata;
import dev.pharos.server.front.wire.Params;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code /health} and {@code /cluster}: how instances are probed, and verdicts by hand. */
final class HealthRoutes {
    private static final byte[] CHECKERS =
            ("{\"TCP\":{},\"HTTP\":{\"path\":\"\",\"headers\":\"\",\"expectedResponseCode\":200},"
                            + "\"MYSQL\":{\"user\":null,\"pwd\":null,\"cmd\":null},\"NONE\":{}}")
                    .getBytes(StandardCharsets.UTF_8);
    private static final int PORT_MAX = 65_535;

    private final CatalogueService catalogue;
    private final int port;

    HealthRoutes(CatalogueService catalogue, NamingV1.Place place) {
        this.catalogue = catalogue;
        this.port = place.port();
    }

    List<Route> routes(String base) {
        return List.of(
                prompt("GET", base + "/health/server", this::server),
                prompt("PUT", base + "/health", this::mark),
                prompt("PUT", base + "/health/instance", this::mark),
                prompt(
                        "GET",
                        base + "/health/checkers",
                        call -> Answers.now(Answers.encoded(call, CHECKERS))),
                prompt("PUT", base + "/cluster", this::updatePool));
    }

    private CompletionStage<HttpAnswer> server(HttpCall call) {
        return Answers.json(
                call,
                json ->
                        json.text(
                                "msg",
                                "Hello! I am Nacos-Naming and healthy! total services: "
                                        + catalogue.counts().services()
                                        + ", local port:"
                                        + port));
    }

    private CompletionStage<HttpAnswer> mark(HttpCall call) {
        if (Decoding.params(call).text("healthy", "valid").isEmpty()) {
            throw new FaultException(new Fault.Invalid("healthy", "", "a value"));
        }
        ServiceName service = Decoding.service(call);
        Instance.Address at = Decoding.address(call);
        return Answers.ok(call, catalogue.markHealth(Decoding.caller(call), service, at));
    }

    private CompletionStage<HttpAnswer> updatePool(HttpCall call) {
        Params params = Decoding.params(call);
        String name = params.required("clusterName");
        ServiceName service = Decoding.service(call);
        int checkPort = params.requiredInteger("checkPort");
        if (checkPort < 0 || checkPort > PORT_MAX) {
            throw new FaultException(
                    new Fault.Invalid("checkPort", Integer.toString(checkPort), "0..65535"));
        }
        Pool pool =
                new Pool(
                        name,
                        Forms.checker(params.required("healthChecker")),
                        checkPort,
                        Params.isYes(params.required("useInstancePort4Check")),
                        Metadata.parse(params.text("metadata")));
        return Answers.ok(call, catalogue.updatePool(Decoding.caller(call), service, pool));
    }
}
