package dev.pharos.core.registry;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.ServiceCommand.Adjust;
import dev.pharos.core.registry.ServiceCommand.Amend;
import dev.pharos.core.registry.ServiceCommand.CreateService;
import dev.pharos.core.registry.ServiceCommand.DropMetadata;
import dev.pharos.core.registry.ServiceCommand.ForgetAmendments;
import dev.pharos.core.registry.ServiceCommand.MarkHealth;
import dev.pharos.core.registry.ServiceCommand.MergeMetadata;
import dev.pharos.core.registry.ServiceCommand.Persist;
import dev.pharos.core.registry.ServiceCommand.RemoveService;
import dev.pharos.core.registry.ServiceCommand.Unpersist;
import dev.pharos.core.registry.ServiceCommand.UpdatePool;
import dev.pharos.core.registry.ServiceCommand.UpdateService;
import dev.pharos.core.size.Sized;
import dev.pharos.core.size.Tally;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The durable half of a {@link Registry}: applies what the log has committed. */
final class Catalogue {
    /** Of one service; a bound against floods, far above what operators do. */
    private static final int AMENDMENTS_MAX = 20_000;

    private final Sized<ServiceName, Service> services;
    private final Set<ServiceName> touched;
    private final Tally tally;

    Catalogue(Sized<ServiceName, Service> services, Set<ServiceName> touched, Tally tally) {
        this.services = services;
        this.touched = touched;
        this.tally = tally;
    }

    RegistryOutcome apply(ServiceCommand command) {
        return switch (command) {
            case Persist persist -> persist(persist);
            case Unpersist unpersist -> unpersist(unpersist);
            case CreateService create -> create(create);
            case UpdateService update -> update(update);
            case RemoveService remove -> remove(remove.service());
            case UpdatePool update -> updatePool(update);
            case Amend amend -> amend(amend.service(), amend.targets(), _ -> amend.amendment());
            case Adjust adjust ->
                    amend(
                            adjust.service(),
                            List.of(adjust.target()),
                            before ->
                                    new Amendment(
                                            adjust.enabled().or(before::enabled),
                                            adjust.weight().or(before::weight),
                                            adjust.metadata().orElse(before.metadata())));
            case MergeMetadata merge ->
                    amend(
                            merge.service(),
                            merge.targets(),
                            before -> {
                                NavigableMap<String, String> now = new TreeMap<>(before.metadata());
                                now.putAll(merge.metadata());
                                return before.withMetadata(now);
                            });
            case DropMetadata drop ->
                    amend(
                            drop.service(),
                            drop.targets(),
                            before -> {
                                NavigableMap<String, String> now = new TreeMap<>(before.metadata());
                                drop.keys().forEach(now::remove);
                                return before.withMetadata(now);
                            });
            case ForgetAmendments forget -> {
                forget(forget);
                yield RegistryOutcome.DONE;
            }
            case MarkHealth mark -> mark(mark);
        };
    }

    private Service service(ServiceName name) {
        Service service = services.computeIfAbsent(name, _ -> new Service(name, tally));
        service.removed = false;
        return service;
    }

    Registry.Image image() {
        return new Registry.Image(
                services.values().stream()
                        .filter(Service::isDurable)
                        .map(
                                service ->
                                        new Registry.Image.Entry(
                                                service.name,
                                                service.created,
                                                Optional.ofNullable(service.profile()),
                                                List.copyOf(service.persistent.values()),
                                                service.amendments.toMap()))
                        .toList());
    }

    void restore(Registry.Image image) {
        for (Service service : List.copyOf(services.values())) {
            if (service.isDurable()) {
                service.restore(new Registry.Image.Entry(service.name));
                touched.add(service.name);
            }
            if (service.isForgettable()) {
                services.remove(service.name);
            }
        }
        for (Registry.Image.Entry entry : image.services()) {
            service(entry.name()).restore(entry);
            touched.add(entry.name());
        }
    }

    private RegistryOutcome persist(Persist persist) {
        Service service = service(persist.service());
        Instance instance = persist.instance();
        ClientId client = ClientId.address(instance.ip(), instance.port(), false);
        service.idleSinceMillis.remove(instance.address());
        if (!instance.equals(service.persistent.put(client, instance))) {
            touched.add(persist.service());
        }
        return RegistryOutcome.DONE;
    }

    private RegistryOutcome unpersist(Unpersist unpersist) {
        Service service = services.get(unpersist.service());
        ClientId client = ClientId.address(unpersist.ip(), unpersist.port(), false);
        if (service != null && service.persistent.remove(client) != null) {
            touched.add(unpersist.service());
        }
        return RegistryOutcome.DONE;
    }

    private RegistryOutcome create(CreateService create) {
        Service known = services.get(create.service());
        if (known != null && (known.created || !known.persistent.isEmpty())) {
            return refused(
                    new Fault.Clash("service", create.service().grouped(), "it exists already"));
        }
        Service service = service(create.service());
        service.created = true;
        service.describe(create.profile());
        return touched(create.service());
    }

    private RegistryOutcome update(UpdateService update) {
        Service service = service(update.service());
        ServiceProfile before = Objects.requireNonNullElse(service.profile(), ServiceProfile.PLAIN);
        service.describe(update.profile().withPools(before.pools()));
        return touched(update.service());
    }

    private RegistryOutcome remove(ServiceName name) {
        Service service = services.get(name);
        if (service == null) {
            return refused(new Fault.NotFound("service", name.grouped()));
        }
        if (!service.persistent.isEmpty()) {
            return refused(new Fault.Clash("service", name.grouped(), "it has instances"));
        }
        service.created = false;
        service.describe(null);
        service.keepOnlyDisabled();
        if (service.isForgettable()) {
            services.remove(name);
        }
        return touched(name);
    }

    private RegistryOutcome updatePool(UpdatePool update) {
        Service service = service(update.service());
        ServiceProfile before = Objects.requireNonNullElse(service.profile(), ServiceProfile.PLAIN);
        NavigableMap<String, Pool> pools = new TreeMap<>(before.pools());
        pools.put(update.pool().name(), update.pool());
        service.describe(before.withPools(pools));
        return touched(update.service());
    }

    private RegistryOutcome amend(
            ServiceName name, Iterable<Instance.Address> targets, UnaryOperator<Amendment> change) {
        Service service = service(name);
        for (Instance.Address target : targets) {
            if (service.amendments.size() >= AMENDMENTS_MAX
                    && !service.amendments.containsKey(target)) {
                return refused(
                        new Fault.TooLarge(
                                "instances that operators changed in " + name.grouped(),
                                AMENDMENTS_MAX + 1L,
                                AMENDMENTS_MAX));
            }
            Amendment now = change.apply(service.amendment(target));
            if (now.equals(Amendment.NONE)) {
                service.amendments.remove(target);
            } else {
                service.amendments.put(target, now);
            }
        }
        return touched(name);
    }

    private void forget(ForgetAmendments forget) {
        Service service = services.get(forget.service());
        if (service == null) {
            return;
        }
        forget.seen()
                .forEach(
                        (at, amendment) -> {
                            if (service.amendments.remove(at, amendment)) {
                                touched.add(forget.service());
                            }
                        });
    }

    private RegistryOutcome mark(MarkHealth mark) {
        Service service = services.get(mark.service());
        ClientId client = ClientId.address(mark.target().ip(), mark.target().port(), false);
        Instance instance = service == null ? null : service.persistent.get(client);
        if (service == null || instance == null) {
            return refused(
                    new Fault.NotFound(
                            "instance", mark.target().ip() + ":" + mark.target().port()));
        }
        if (instance.healthy() != mark.healthy()) {
            service.persistent.put(client, instance.withHealthy(mark.healthy()));
            touched.add(mark.service());
        }
        return RegistryOutcome.DONE;
    }

    private RegistryOutcome touched(ServiceName name) {
        touched.add(name);
        return RegistryOutcome.DONE;
    }

    private static RegistryOutcome refused(Fault fault) {
        return new RegistryOutcome.Refused(fault);
    }
}
