package dev.pharos.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.law.Seeds;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.RegistryCommand.Deregister;
import dev.pharos.core.registry.RegistryCommand.Disconnect;
import dev.pharos.core.registry.RegistryCommand.Register;
import dev.pharos.core.registry.RegistryCommand.Renew;
import dev.pharos.core.registry.RegistryCommand.Sweep;
import dev.pharos.core.registry.ServiceCommand.Amend;
import dev.pharos.core.registry.ServiceCommand.CreateService;
import dev.pharos.core.registry.ServiceCommand.Persist;
import dev.pharos.core.registry.ServiceCommand.RemoveService;
import dev.pharos.core.registry.ServiceCommand.Unpersist;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Properties over random commands; {@code -Dseed=} repeats a failure. */
final class RegistryLaws {
    private static final int COMMANDS = 60;

    @Test
    void applyIsDeterministic() {
        Seeds.each(
                random -> {
                    List<Object> commands = commands(random);
                    assertThat(views(run(commands))).isEqualTo(views(run(commands)));
                });
    }

    @Test
    void durableStateDoesNotDependOnEphemeralCommands() {
        Seeds.each(
                random -> {
                    List<Object> commands = commands(random);
                    List<Object> durable =
                            commands.stream().filter(ServiceCommand.class::isInstance).toList();
                    assertThat(durableViews(run(commands))).isEqualTo(durableViews(run(durable)));
                });
    }

    @Test
    void whoHasGonePublishesNothing() {
        Seeds.each(
                random -> {
                    Registry registry = run(commands(random));
                    for (int client = 0; client < 3; client++) {
                        registry.apply(new Disconnect(client(client), 1_000_000));
                    }
                    assertThat(views(registry).values())
                            .allSatisfy(
                                    view ->
                                            assertThat(view.instances())
                                                    .noneMatch(Instance::ephemeral));
                });
    }

    @Test
    void onlyTouchedServicesChange() {
        Seeds.each(
                random -> {
                    Registry registry = new Registry(10, true);
                    Map<ServiceName, List<Instance>> known = new TreeMap<>();
                    for (Object command : commands(random)) {
                        apply(registry, command);
                        for (ServiceName touched : registry.drainTouched()) {
                            known.put(touched, instances(registry, touched));
                        }
                        known.forEach(
                                (name, seen) ->
                                        assertThat(instances(registry, name)).isEqualTo(seen));
                    }
                });
    }

    @Test
    void whatHasGoneTakesNoMemory() {
        Seeds.each(
                random -> {
                    Registry registry = run(commands(random));
                    assertThat(registry.bytes()).isPositive();
                    for (int i = 0; i < 3; i++) {
                        registry.apply(new Disconnect(client(i), 1_000_000));
                        for (int ip = 0; ip < 4; ip++) {
                            registry.apply(new Unpersist(service(i), "10.0.0." + ip, 80));
                        }
                        registry.apply(new RemoveService(service(i)));
                    }
                    forgetDisabled(registry);
                    registry.apply(new Sweep(1_000_000));
                    registry.apply(new Sweep(2_000_000));
                    assertThat(registry.bytes()).isZero();
                });
    }

    /** Of what was removed, that it is kept out stays, until it has not come back for long. */
    private static void forgetDisabled(Registry registry) {
        Amendment.Patience none = new Amendment.Patience(0, 0, 0);
        registry.forgettable(none, 0);
        registry.forgettable(none, 1).forEach(registry::apply);
    }

    private static Registry run(List<Object> commands) {
        Registry registry = new Registry(10, true);
        commands.forEach(command -> apply(registry, command));
        return registry;
    }

    private static void apply(Registry registry, Object command) {
        switch (command) {
            case RegistryCommand ephemeral -> registry.apply(ephemeral);
            case ServiceCommand durable -> registry.apply(durable);
            default -> throw new IllegalArgumentException(command.toString());
        }
    }

    private static Map<ServiceName, ServiceView> views(Registry registry) {
        Map<ServiceName, ServiceView> views = new TreeMap<>();
        for (int i = 0; i < 3; i++) {
            registry.view(service(i), 0).ifPresent(view -> views.put(view.name(), view));
        }
        return views;
    }

    private static List<Object> durableViews(Registry registry) {
        List<Object> views = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            views.add(registry.view(service(i), 0).flatMap(ServiceView::profile));
            views.add(
                    instances(registry, service(i)).stream()
                            .filter(instance -> !instance.ephemeral())
                            .toList());
        }
        return views;
    }

    private static List<Instance> instances(Registry registry, ServiceName name) {
        return registry.view(name, 0).map(ServiceView::instances).orElse(List.of());
    }

    private static List<Object> commands(Random random) {
        List<Object> commands = new ArrayList<>();
        for (int at = 0; at < COMMANDS; at++) {
            commands.add(command(random, at));
        }
        return commands;
    }

    private static Object command(Random random, long at) {
        ServiceName service = service(random.nextInt(3));
        ClientId client = client(random.nextInt(3));
        return switch (random.nextInt(10)) {
            case 0, 1, 2 ->
                    new Register(service, client, some(random, service), random.nextBoolean(), at);
            case 3 -> new Deregister(service, client, at);
            case 4 -> new Renew(service, client, at);
            case 5 -> random.nextBoolean() ? new Disconnect(client, at) : new Sweep(at * 1_000);
            case 6 -> new Persist(service, persistent(random, service));
            case 7 -> new Unpersist(service, "10.0.0." + random.nextInt(4), 80);
            case 8 ->
                    random.nextBoolean()
                            ? new CreateService(service, ServiceProfile.PLAIN)
                            : new RemoveService(service);
            default ->
                    new Amend(
                            service,
                            List.of(persistent(random, service).address()),
                            new Amendment(
                                    Optional.of(random.nextBoolean()),
                                    Optional.empty(),
                                    new TreeMap<>()));
        };
    }

    private static List<Instance> some(Random random, ServiceName service) {
        List<Instance> instances = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            instances.add(Instance.at(service, "10.0.0." + random.nextInt(4), 80));
        }
        return instances;
    }

    private static Instance persistent(Random random, ServiceName service) {
        Instance at = Instance.at(service, "10.0.0." + random.nextInt(4), 80);
        return new Instance(
                at.ip(),
                at.port(),
                at.pool(),
                1,
                random.nextBoolean(),
                true,
                false,
                new TreeMap<>(),
                at.id());
    }

    private static ServiceName service(int i) {
        return new ServiceName(Namespace.PUBLIC, "g", "s" + i);
    }

    private static ClientId client(int i) {
        return ClientId.connection("c" + i);
    }
}
