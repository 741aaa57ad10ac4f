package dev.pharos.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.config.Description;
import dev.pharos.core.config.Gray;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Amendment;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.ServiceProfile;
import dev.pharos.server.app.ConfigDraft;
import dev.pharos.server.cluster.memory.MemoryLog;
import dev.pharos.server.cluster.memory.MemoryStore;
import dev.pharos.server.port.Caller;
import dev.pharos.server.port.Stages;
import dev.pharos.server.settings.Keys;
import dev.pharos.server.settings.Settings;
import dev.pharos.server.state.ConfigKeeper;
import dev.pharos.server.state.Keepers;
import dev.pharos.server.state.RegistryKeeper;
import dev.pharos.server.state.StateSettings;
import dev.pharos.server.telemetry.meter.PushMeter;
import dev.pharos.server.watch.Hub;
import dev.pharos.server.watch.ManualWorld;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What callers put into a node takes no more memory than the settings allow. */
final class MemoryBoundTest {
    private static final long MEGA = 1 << 20;
    private static final int MANY = 200;
    private static final String LARGE = "x".repeat(50_000);
    private static final Caller CALLER = new Caller("127.0.0.1", "", "", "");
    private static final ServiceName ORDERS = service("orders");

    private final ManualWorld world = new ManualWorld();
    private final Slices slices =
            new Slices(
                    Settings.standard()
                            .with(Keys.CONFIG_MEMORY, MEGA)
                            .with(Keys.HISTORY_MEMORY, MEGA)
                            .with(Keys.HISTORY_SIZE, MEGA)
                            .with(Keys.REGISTRY_MEMORY, MEGA));
    private final Hub hub = new Hub(world, slices.watch(), PushMeter.fresh());
    private final ConfigKeeper config =
            new ConfigKeeper(world, StateSettings.standard(), hub, new MemoryStore());
    private final RegistryKeeper registry =
            new RegistryKeeper(world, StateSettings.standard(), hub);
    private final Keepers keepers = new Keepers(registry, config);
    private final Dialects.UseCases inside =
            Dialects.UseCases.of(
                    world,
                    slices,
                    new Dialects.Logs(
                            registry::submit, Plugs.Log.of(new MemoryLog(world, keepers))),
                    keepers,
                    hub);

    @Test
    void configurationsAreRefusedWhenTheirMemoryIsTakenAndRemovingFrees() {
        refusedInTheEnd(i -> publish("d" + i, LARGE), "pharos.config.memory-max");
        assertThat(config.bytes()).isLessThanOrEqualTo(MEGA);

        fits(publish("d0", LARGE.replace('x', 'y')));
        refused(publish("other", LARGE));
        fits(inside.configs().remove(CALLER, key("d0")));
        fits(publish("other", LARGE));
    }

    @Test
    void grayVersionsAndNamespacesCountAsWell() {
        refusedInTheEnd(
                i -> publish("d" + i / 10, LARGE, Optional.of(new Gray.Tag("t" + i % 10))),
                "pharos.config.memory-max");
        refusedInTheEnd(
                i -> inside.namespaces().create(CALLER, "n" + i, "x".repeat(250), ""),
                "pharos.config.memory-max");
        assertThat(config.bytes()).isLessThanOrEqualTo(MEGA);
    }

    @Test
    void historyNeverRefusesItsOldestRowsGo() {
        for (int i = 0; i < MANY; i++) {
            fits(publish("d", LARGE + i));
        }
        assertThat(config.historySize()).isBetween(MEGA / 2, MEGA);
        long newest = config.history(key("d")).getFirst().number();
        assertThat(config.past(newest).orElseThrow().body().content().text())
                .isEqualTo(LARGE + (MANY - 2));
    }

    @Test
    void rowsWithSmallContentsAreBoundedAsWell() {
        for (int i = 0; i < MANY * 40; i++) {
            fits(publish("d" + i % 40, "small" + i));
        }
        assertThat(config.historySize()).isLessThan(MEGA);
        assertThat(config.historyBytes()).isBetween(MEGA / 2, MEGA);
    }

    @Test
    void persistentInstancesAreRefusedAndDeregisteringFrees() {
        refusedInTheEnd(i -> register(instance(i, false)), "pharos.registry.memory-max");
        assertThat(registry.bytes()).isLessThanOrEqualTo(MEGA);

        fits(register(instance(0, false).withWeight(2)));
        fits(inside.registry().deregister(CALLER, ORDERS, "10.0.0.0", 80, false));
        fits(register(instance(MANY, false)));
    }

    @Test
    void ephemeralInstancesAreRefusedAndTheirEndFrees() {
        refusedInTheEnd(i -> register(instance(i, true)), "pharos.registry.memory-max");
        refusedInTheEnd(
                i ->
                        inside.registry()
                                .register(
                                        CALLER,
                                        ORDERS,
                                        ClientId.connection("c" + i),
                                        List.of(instance(i, true))),
                "pharos.registry.memory-max");
        assertThat(registry.bytes()).isLessThanOrEqualTo(MEGA);

        fits(register(instance(0, true)));
        fits(inside.registry().deregister(CALLER, ORDERS, "10.0.0.0", 80, true));
        fits(register(instance(MANY, true)));
    }

    @Test
    void whatOperatorsSayOfServicesAndInstancesCountsAsWell() {
        ServiceProfile told =
                new ServiceProfile(
                        0f,
                        new TreeMap<>(Map.of("k", LARGE)),
                        ServiceProfile.PLAIN.selector(),
                        new TreeMap<>());
        refusedInTheEnd(
                i -> inside.catalogue().create(CALLER, service("s" + i), told),
                "pharos.registry.memory-max");
        Amendment laid =
                new Amendment(
                        Optional.empty(), Optional.empty(), new TreeMap<>(Map.of("k", LARGE)));
        refusedInTheEnd(
                i ->
                        inside.catalogue()
                                .amend(CALLER, service("s0"), instance(i, true).address(), laid),
                "pharos.registry.memory-max");
        assertThat(registry.bytes()).isLessThanOrEqualTo(MEGA);

        fits(inside.catalogue().remove(CALLER, service("s0")));
        fits(inside.catalogue().create(CALLER, service("more"), told));
    }

    /** Some fit, and of many the last ones do not. */
    private static void refusedInTheEnd(IntFunction<CompletionStage<Void>> work, String key) {
        Optional<Fault> fault = Optional.empty();
        for (int i = 0; i < MANY * 20 && fault.isEmpty(); i++) {
            fault = fault(work.apply(i));
        }
        assertThat(fault).get().isInstanceOf(Fault.Unavailable.class);
        assertThat(fault.orElseThrow().message()).contains(key, "1024 KB", "taken");
    }

    private static void fits(CompletionStage<Void> done) {
        assertThat(fault(done)).isEmpty();
    }

    private static void refused(CompletionStage<Void> done) {
        assertThat(fault(done)).get().isInstanceOf(Fault.Unavailable.class);
    }

    private static Optional<Fault> fault(CompletionStage<Void> done) {
        AtomicReference<Optional<Fault>> fault = new AtomicReference<>(Optional.empty());
        done.whenComplete(
                (_, failure) -> {
                    if (failure != null) {
                        fault.set(Optional.of(Stages.fault(failure).orElseThrow()));
                    }
                });
        assertThat(done.toCompletableFuture()).isDone();
        return fault.get();
    }

    private CompletionStage<Void> register(Instance instance) {
        return inside.registry().register(CALLER, ORDERS, instance);
    }

    private static Instance instance(int i, boolean ephemeral) {
        Instance plain = Instance.at(ORDERS, "10.0.0." + i, 80);
        return new Instance(
                plain.ip(),
                plain.port(),
                plain.pool(),
                1,
                true,
                true,
                ephemeral,
                new TreeMap<>(Map.of("k", LARGE)),
                plain.id());
    }

    private static ServiceName service(String name) {
        return new ServiceName(Namespace.PUBLIC, ServiceName.DEFAULT_GROUP, name);
    }

    private static ConfigKey key(String dataId) {
        return new ConfigKey(Namespace.PUBLIC, "g", dataId);
    }

    private CompletionStage<Void> publish(String dataId, String text) {
        return publish(dataId, text, Optional.empty());
    }

    private CompletionStage<Void> publish(String dataId, String text, Optional<Gray.Rule> gray) {
        return inside.configs()
                .publish(
                        CALLER,
                        new ConfigDraft(
                                key(dataId),
                                text,
                                "",
                                "",
                                Description.NONE,
                                gray,
                                Optional.empty(),
                                ""));
    }
}
