package dev.pharos.server.boot;

import dev.pharos.core.config.Capacity;
import dev.pharos.core.config.ConfigRules;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.health.Probing;
import dev.pharos.core.member.Address;
import dev.pharos.core.registry.RegistryRules;
import dev.pharos.server.app.CapacityService;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.app.ConfigService;
import dev.pharos.server.app.ConfigWrites;
import dev.pharos.server.app.NamespaceService;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.app.RegistryWrites;
import dev.pharos.server.app.WatchService;
import dev.pharos.server.front.grpc.Connection;
import dev.pharos.server.front.http.Faults;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.Router;
import dev.pharos.server.front.rpc.RpcDialect;
import dev.pharos.server.front.v1.backup.BackupV1;
import dev.pharos.server.front.v1.cluster.ClusterV1;
import dev.pharos.server.front.v1.cluster.LoaderV1;
import dev.pharos.server.front.v1.cluster.StrongReads;
import dev.pharos.server.front.v1.config.ConfigFaults;
import dev.pharos.server.front.v1.config.ConfigV1;
import dev.pharos.server.front.v1.console.ConsoleV1;
import dev.pharos.server.front.v1.console.Health;
import dev.pharos.server.front.v1.naming.NamingV1;
import dev.pharos.server.front.v1.push.PushState;
import dev.pharos.server.front.v1.push.UdpPushes;
import dev.pharos.server.port.Backups;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.RegistryLog;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.port.cluster.Founding;
import dev.pharos.server.port.finding.Findings;
import dev.pharos.server.settings.ClusterKeys;
import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Settings;
import dev.pharos.server.state.ConfigKeeper;
import dev.pharos.server.state.Keepers;
import dev.pharos.server.telemetry.LogLevels;
import dev.pharos.server.watch.Hub;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Every translation that a node offers, over the same use cases. */
record Dialects(
        World world,
        UseCases inside,
        UdpPushes pushes,
        Consumer<Probing.Plan> probes,
        About about) {

    /** All that can be asked of a node; every dialect translates into these. */
    record UseCases(
            RegistryService registry,
            CatalogueService catalogue,
            WatchService watch,
            ConfigService configs,
            CapacityService capacities,
            NamespaceService namespaces,
            Backups backups,
            Supplier<CompletionStage<Void>> barrier,
            Supplier<Optional<Fault>> refusal,
            Supplier<Optional<Fault>> lack) {

        static UseCases of(World world, Slices slices, Logs logs, Keepers keepers, Hub hub) {
            CommandLog durable = logs.durable().commands();
            ConfigKeeper config = keepers.config();
            RegistryRules rules = slices.registryRules();
            ConfigRules configRules = slices.configRules();
            ConfigWrites configWrites =
                    new ConfigWrites(world, durable, config, slices.configMemory());
            RegistryWrites writes =
                    new RegistryWrites(
                            logs.ephemeral(), durable, keepers.registry(), slices.registryMemory());
            RegistryService registry =
                    new RegistryService(world, rules, writes, keepers.registry());
            return new UseCases(
                    registry,
                    new CatalogueService(rules, writes, keepers.registry()),
                    new WatchService(rules, registry, hub),
                    new ConfigService(world, configRules, configWrites, config, hub),
                    new CapacityService(world, configRules, configWrites, config),
                    new NamespaceService(world, configWrites, config),
                    logs.durable().backups(),
                    durable::barrier,
                    logs.durable().refusal(),
                    keepers::lack);
        }
    }

    /** How commands reach their writers. */
    record Logs(RegistryLog ephemeral, Plugs.Log durable) {}

    /** What a node says of itself; {@code figures} for Prometheus, blocking for a moment. */
    record About(
            Place place,
            Settings settings,
            ClusterView view,
            Founding founding,
            Findings findings,
            Supplier<HttpAnswer> figures) {}

    /** One that a gRPC client holds, as who moves clients sees it. */
    private record Moved(Connection connection) implements LoaderV1.Client {
        @Override
        public String id() {
            return connection.id();
        }

        @Override
        public InetSocketAddress remote() {
            return connection.remote();
        }

        @Override
        public LoaderV1.Said said() {
            return new LoaderV1.Said(
                    connection.clientIp(),
                    connection.clientVersion(),
                    connection.namespace(),
                    connection.labels(),
                    connection.abilities().orElse(Map.of()));
        }

        @Override
        public void reset(Optional<Address> target) {
            connection.reset(
                    target.map(Address::host).orElse(""), target.map(Address::port).orElse(0));
        }
    }

    /**
     * The grounds of all HTTP dialects.
     *
     * @param payloads whose clients can be moved
     */
    Router router(RpcDialect payloads) {
        Place place = about.place();
        String context = place.context();
        Faults faults = new ConfigFaults();
        Health health = new Health(this::refusal, inside.lack(), about.findings()::now);
        StrongReads strong = new StrongReads(inside.barrier(), world.tasks());
        return Router.of(
                List.of(
                        strong.over(naming(place)),
                        strong.over(configs(context)),
                        ConsoleV1.section(inside.namespaces(), state(), health, faults, context),
                        ConsoleV1.actuator(shownFigures(), health, faults, context),
                        ClusterV1.section(world, about.view(), about.founding(), faults, context),
                        ClusterV1.list(world, about.view(), faults, context),
                        loader(payloads, faults, context + "/v1/core"),
                        loader(payloads, faults, context + "/v2/core"),
                        BackupV1.section(inside.backups(), world.tasks(), faults, context)),
                faults);
    }

    private Router.Section loader(RpcDialect payloads, Faults faults, String core) {
        return LoaderV1.section(
                about.view(),
                () -> payloads.connections().stream().<LoaderV1.Client>map(Moved::new).toList(),
                faults,
                core + "/loader");
    }

    private Router.Section naming(Place place) {
        return NamingV1.section(
                world,
                new NamingV1.Inside(
                        inside.registry(),
                        inside.catalogue(),
                        inside.watch(),
                        pushes,
                        about.view(),
                        probes,
                        LogLevels::set),
                new NamingV1.Place(place.context(), place.http(), place.httpPort()));
    }

    private Router.Section configs(String context) {
        return ConfigV1.section(
                world,
                inside.configs(),
                inside.capacities(),
                new ConfigV1.Operator(LogLevels::set, this::refusal),
                context);
    }

    /** Why nothing durable is taken now. */
    private Optional<Fault> refusal() {
        return inside.refusal().get().or(() -> about.view().now().refusal());
    }

    private Optional<Supplier<HttpAnswer>> shownFigures() {
        List<String> shown = List.of(about.settings().of(Keys.ACTUATOR).split("[, ]+", -1));
        return shown.contains("prometheus") || shown.contains("*")
                ? Optional.of(about.figures())
                : Optional.empty();
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
        String mode = about.settings().of(ClusterKeys.STANDALONE) ? "standalone" : "cluster";
        state.put("startup_mode", mode);
        state.put("standalone_mode", mode);
        state.put("server_port", Integer.toString(about.place().httpPort()));
        state.put("datasource_platform", "");
        state.put("auth_enabled", "false");
        state.put("auth_system_type", "nacos");
        state.put("auth_admin_request", "false");
        state.put("login_page_enabled", "false");
        state.put("console_ui_enabled", "false");
        state.put("plugin_datasource_log_enabled", "false");
        state.putAll(configState());
        return state;
    }

    /** Of configurations; what Nacos says of the parts that this node has not, it says too. */
    private Map<String, String> configState() {
        Map<String, String> state = new LinkedHashMap<>();
        state.put("maxContent", Long.toString(about.settings().of(Keys.CONTENT_MAX)));
        state.put(
                "config_retention_days",
                Long.toString(about.settings().of(Keys.HISTORY_RETENTION).toDays()));
        state.put("defaultClusterQuota", "100000");
        state.put("defaultGroupQuota", Integer.toString(Capacity.STANDARD.quota()));
        state.put("defaultMaxSize", Integer.toString(Capacity.STANDARD.contentMax()));
        state.put("defaultMaxAggrCount", Integer.toString(Capacity.STANDARD.aggregatesMax()));
        state.put("defaultMaxAggrSize", Integer.toString(Capacity.STANDARD.aggregateMax()));
        state.put("isManageCapacity", "true");
        state.put("isCapacityLimitCheck", "false");
        state.put("isHealthCheck", "true");
        state.put("maxHealthCheckFailCount", "12");
        state.put("notifyConnectTimeout", "100");
        state.put("notifySocketTimeout", "200");
        return state;
    }

    RpcDialect payloads() {
        return new RpcDialect(
                new RpcDialect.Inside(
                        inside.registry(),
                        inside.catalogue(),
                        inside.watch(),
                        inside.configs(),
                        counted(pushes.state())));
    }

    private static RpcDialect.Pushes counted(PushState state) {
        return new RpcDialect.Pushes() {
            @Override
            public void sent() {
                state.sent();
            }

            @Override
            public void arrived(long tookMillis) {
                state.arrived(tookMillis);
            }
        };
    }
}
