package dev.pharos.server.boot;

import dev.pharos.core.health.Probing;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.app.ConfigService;
import dev.pharos.server.app.NamespaceService;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.app.WatchService;
import dev.pharos.server.front.grpc.Dialect;
import dev.pharos.server.front.http.Faults;
import dev.pharos.server.front.http.Router;
import dev.pharos.server.front.rpc.RpcDialect;
import dev.pharos.server.front.v1.config.ConfigFaults;
import dev.pharos.server.front.v1.config.ConfigV1;
import dev.pharos.server.front.v1.console.ConsoleV1;
import dev.pharos.server.front.v1.naming.NamingV1;
import dev.pharos.server.front.v1.push.UdpPushes;
import dev.pharos.server.port.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Every translation that a node offers, over the same use cases. */
record Dialects(World world, UseCases inside, Place place) {

    /** All that can be asked of a node; every dialect translates into these. */
    record UseCases(
            RegistryService registry,
            CatalogueService catalogue,
            WatchService watch,
            ConfigService configs,
            NamespaceService namespaces,
            UdpPushes pushes,
            Consumer<Probing.Plan> probes) {}

    /** The grounds of all HTTP dialects. */
    Router router() {
        String context = place.context();
        Faults faults = new ConfigFaults();
        return Router.of(
                List.of(
                        NamingV1.section(
                                world,
                                new NamingV1.Inside(
                                        inside.registry(),
                                        inside.catalogue(),
                                        inside.watch(),
                                        inside.pushes(),
                                        inside.probes()),
                                new NamingV1.Place(context, place.http(), place.httpPort())),
                        ConfigV1.section(world, inside.configs(), context),
                        ConsoleV1.section(inside.namespaces(), state(), faults, context)),
                faults);
    }

    /**
     * What a node says of itself where consoles look.
     *
     * <p>Source: golden 30-console-v1/server-state; the version is the one whose wire this node
     * speaks, because that is what a console asks it for.
     */
    private Map<String, String> state() {
        Map<String, String> state = new LinkedHashMap<>();
        state.put("version", "2.5.1");
        state.put("startup_mode", "standalone");
        state.put("standalone_mode", "standalone");
        state.put("server_port", Integer.toString(place.httpPort()));
        state.put("datasource_platform", "");
        state.put("auth_enabled", "false");
        state.put("auth_system_type", "nacos");
        state.put("auth_admin_request", "false");
        state.put("login_page_enabled", "false");
        state.put("console_ui_enabled", "false");
        return state;
    }

    Dialect payloads() {
        return new RpcDialect(
                new RpcDialect.Inside(
                        inside.registry(), inside.catalogue(), inside.watch(), inside.configs()));
    }
}
