package dev.pharos.testkit.contract.state;

import dev.pharos.core.config.Author;
import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.Content;
import dev.pharos.core.config.Description;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.cluster.memory.MemoryStore;
import dev.pharos.server.port.World;
import dev.pharos.server.state.ConfigKeeper;
import dev.pharos.server.state.Keepers;
import dev.pharos.server.state.RegistryKeeper;
import dev.pharos.server.state.StateSettings;
import dev.pharos.server.telemetry.meter.PushMeter;
import dev.pharos.server.watch.Hub;
import dev.pharos.server.watch.WatchSettings;
import dev.pharos.testkit.contract.Stages;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The state of a node, and nothing around it. */
record Inside(Hub hub, Keepers keepers) {
    static final int MAILBOX_MAX = 512;
    static final Duration GRACE = Duration.ofSeconds(30);

    static Inside of(World world) {
        StateSettings settings =
                new StateSettings(
                        MAILBOX_MAX, Duration.ofSeconds(1), Duration.ofSeconds(60), true, GRACE);
        Hub hub = new Hub(world, WatchSettings.standard(), PushMeter.fresh());
        ConfigKeeper configs = new ConfigKeeper(world, settings, hub, new MemoryStore());
        return new Inside(hub, new Keepers(new RegistryKeeper(world, settings, hub), configs));
    }

    /** All that can be read of it but the time of each view, which is no older after a restart. */
    record Shown(List<Object> configs, List<Service> services) {
        record Service(ServiceName name, List<Instance> instances) {
            Service(ServiceView view) {
                this(view.name(), view.instances());
            }
        }
    }

    Shown shown() {
        return new Shown(
                Stream.<Object>concat(
                                keepers.config().configs().stream().map(view -> view.value()),
                                keepers.config().namespaces().stream())
                        .toList(),
                keepers.registry().services().stream()
                        .map(view -> new Shown.Service(view.value()))
                        .toList());
    }

    Optional<ServiceView> service(ServiceName name) {
        return keepers.registry().find(name).map(view -> view.value());
    }

    /** The ports of the instances of this service, sorted. */
    List<Integer> ports(ServiceName name) {
        return service(name).stream()
                .flatMap(view -> view.instances().stream())
                .map(Instance::port)
                .sorted()
                .toList();
    }

    void publish(int key, int number) throws Exception {
        Stages.answer(keepers.committed(publication(key, number)));
    }

    /** One persistent instance of this service, with this port. */
    void persist(ServiceName name, int port) throws Exception {
        Stages.answer(
                keepers.committed(
                        new ServiceCommand.Persist(name, Instance.at(name, "10.0.0.1", port))));
    }

    /** All that this client publishes for this service. */
    RegistryOutcome register(ClientId client, ServiceName name, int port, long atMillis)
            throws Exception {
        return Stages.answer(
                keepers.registry()
                        .submit(
                                new RegistryCommand.Register(
                                        name,
                                        client,
                                        List.of(Instance.at(name, "10.0.0.2", port)),
                                        false,
                                        atMillis)));
    }

    static ConfigCommand publication(int key, int number) {
        return new ConfigCommand.Publish(
                key(key),
                Content.of(Integer.toString(number), "text", ""),
                Description.NONE,
                Optional.empty(),
                Optional.empty(),
                new Author("", "10.0.0.1"),
                number);
    }

    static ConfigKey key(int number) {
        return new ConfigKey(Namespace.PUBLIC, "g", "d" + number);
    }

    static ServiceName name(int number) {
        return new ServiceName(Namespace.PUBLIC, "g", "s" + number);
    }
}
