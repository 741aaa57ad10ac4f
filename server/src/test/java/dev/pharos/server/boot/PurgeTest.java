package dev.pharos.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.config.ConfigRules;
import dev.pharos.core.config.Description;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.RegistryRules;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.app.ConfigDraft;
import dev.pharos.server.app.ConfigService;
import dev.pharos.server.app.ConfigWrites;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.app.RegistryWrites;
import dev.pharos.server.cluster.memory.MemoryLog;
import dev.pharos.server.cluster.memory.MemoryStore;
import dev.pharos.server.port.Caller;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Settings;
import dev.pharos.server.state.ConfigKeeper;
import dev.pharos.server.state.Keepers;
import dev.pharos.server.state.RegistryKeeper;
import dev.pharos.server.state.StateSettings;
import dev.pharos.server.telemetry.meter.PushMeter;
import dev.pharos.server.watch.Hub;
import dev.pharos.server.watch.ManualWorld;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is old is kept as long and as deep as the settings say, and goes without being asked. */
final class PurgeTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final ConfigKey KEY = new ConfigKey(Namespace.PUBLIC, "g", "d");
    private static final Caller CALLER = new Caller("127.0.0.1", "", "", "");
    private static final ServiceName ORDERS =
            new ServiceName(Namespace.PUBLIC, ServiceName.DEFAULT_GROUP, "orders");
    private static final Instance ONE = Instance.at(ORDERS, "10.0.0.1", 80);
    private static final ConfigKey OTHER = new ConfigKey(Namespace.PUBLIC, "g", "other");

    private static final Slices SLICES = new Slices(Settings.standard());

    private final ManualWorld world = new ManualWorld();
    private final Hub hub = new Hub(world, SLICES.watch(), PushMeter.fresh());
    private final ConfigKeeper keeper =
            new ConfigKeeper(world, StateSettings.standard(), hub, new MemoryStore());
    private final RegistryKeeper registry =
            new RegistryKeeper(world, StateSettings.standard(), hub);
    private final CommandLog log = new MemoryLog(world, new Keepers(registry, keeper));
    private final ConfigService configs =
            new ConfigService(
                    world,
                    new ConfigRules(1000),
                    new ConfigWrites(world, log, keeper, SLICES.configMemory()),
                    keeper,
                    hub);
    private boolean leads = true;
    private final RegistryRules rules = new RegistryRules(1000);
    private final RegistryWrites writes =
            new RegistryWrites(registry::submit, log, registry, SLICES.registryMemory());
    private final CatalogueService catalogue = new CatalogueService(rules, writes, registry);
    private final RegistryService registering = new RegistryService(world, rules, writes, registry);

    @Test
    void whatIsOlderThanTheSettingIsForgottenAndTheConfigurationStays() {
        start(Settings.standard().with(Keys.HISTORY_RETENTION, Duration.ofDays(30)));
        publish(KEY, "first");
        world.pass(Duration.ofDays(20));
        publish(KEY, "second");
        world.pass(Duration.ofDays(10).minus(HOUR));
        assertThat(told(KEY)).containsExactly("first", "first");

        world.pass(HOUR.multipliedBy(2));
        assertThat(configs.history(KEY)).hasSize(1);
        world.pass(Duration.ofDays(20));
        assertThat(configs.history(KEY)).isEmpty();
        assertThat(configs.find(KEY)).isPresent();
    }

    @Test
    void ofEachConfigurationTheNewestSoManyAreKept() {
        start(Settings.standard().with(Keys.HISTORY_VERSIONS, 3));
        for (int i = 0; i < 10; i++) {
            publish(KEY, "v" + i);
        }
        publish(OTHER, "alone");
        world.pass(HOUR);
        assertThat(told(KEY)).containsExactly("v8", "v7", "v6");
        assertThat(told(OTHER)).containsExactly("alone");
    }

    @Test
    void ofSeveralNodesTheLeaderForgets() {
        leads = false;
        start(Settings.standard().with(Keys.HISTORY_VERSIONS, 1));
        publish(KEY, "first");
        publish(KEY, "second");
        world.pass(HOUR);
        assertThat(configs.history(KEY)).hasSize(2);

        leads = true;
        world.pass(HOUR);
        assertThat(configs.history(KEY)).hasSize(1);
    }

    @Test
    void whatAnOperatorSetWaitsForItsInstanceAsLongAsTheSettingSays() {
        start(Settings.standard().with(Keys.AMENDMENT_RETENTION, Duration.ofDays(2)));
        register();
        disable();
        registering.deregister(CALLER, ORDERS, ONE.ip(), ONE.port(), true);
        world.pass(Duration.ofDays(2).minus(HOUR));

        register();
        assertThat(enabled()).isFalse();
        registering.deregister(CALLER, ORDERS, ONE.ip(), ONE.port(), true);
        world.pass(Duration.ofDays(2).plus(HOUR));

        register();
        assertThat(enabled()).isTrue();
    }

    private void register() {
        registering.register(CALLER, ORDERS, ONE).toCompletableFuture().join();
    }

    private void disable() {
        registering
                .update(CALLER, ORDERS, ONE.withEnabled(false), true)
                .toCompletableFuture()
                .join();
    }

    private boolean enabled() {
        return registering.view(ORDERS).value().instances().getFirst().enabled();
    }

    private void start(Settings settings) {
        new Purge(world, configs, catalogue, new Slices(settings).kept(), () -> leads).start();
    }

    /** An update is told with what stood before it. */
    private List<String> told(ConfigKey key) {
        return configs.history(key).stream()
                .map(row -> configs.past(row.number()).orElseThrow().body().content().text())
                .toList();
    }

    private void publish(ConfigKey key, String text) {
        ConfigDraft draft =
                new ConfigDraft(
                        key,
                        text,
                        "",
                        "",
                        Description.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        "");
        configs.publish(CALLER, draft).toCompletableFuture().join();
    }
}
