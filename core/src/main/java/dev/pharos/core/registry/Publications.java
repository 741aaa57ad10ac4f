package dev.pharos.core.registry;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.health.Heartbeat;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.RegistryCommand.Deregister;
import dev.pharos.core.registry.RegistryCommand.Disconnect;
import dev.pharos.core.registry.RegistryCommand.Register;
import dev.pharos.core.registry.RegistryCommand.Renew;
import dev.pharos.core.registry.RegistryCommand.Sweep;
import dev.pharos.core.size.Sized;
import dev.pharos.core.size.Tally;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The ephemeral half of a {@link Registry}: who publishes what.
 *
 * <p>After a restart a picture shows what was published before, unconfirmed. Who beats confirms it
 * by a beat, or its clock, which has begun anew, says that it has gone. A connection comes back as
 * another one: what it left is known by its addresses, and goes when they are registered again.
 */
final class Publications {
    private final Sized<ServiceName, Service> services;
    private final Set<ServiceName> touched;
    private final Tally tally;
    private final boolean removesSilent;
    private final Map<ClientId, TreeSet<ServiceName>> publishedBy = new LinkedHashMap<>();
    private long registrations;

    /** Which connections of before a restart have left something at an address. */
    private final TreeMap<ServiceName, TreeMap<Instance.Address, TreeSet<ClientId>>> left =
            new TreeMap<>();

    private long graceEndMillis = Long.MIN_VALUE;

    Publications(
            Sized<ServiceName, Service> services,
            Set<ServiceName> touched,
            Tally tally,
            boolean removesSilent) {
        this.services = services;
        this.touched = touched;
        this.tally = tally;
        this.removesSilent = removesSilent;
    }

    RegistryOutcome apply(RegistryCommand command) {
        return switch (command) {
            case Register register -> register(register);
            case Deregister deregister -> {
                withdraw(deregister.client(), deregister.service());
                supersede(deregister.service(), deregister.left());
                yield RegistryOutcome.DONE;
            }
            case Renew renew -> renew(renew);
            case Disconnect disconnect -> {
                TreeSet<ServiceName> names = publishedBy.get(disconnect.client());
                if (names != null) {
                    List.copyOf(names).forEach(name -> withdraw(disconnect.client(), name));
                }
                yield RegistryOutcome.DONE;
            }
            case Sweep sweep -> {
                sweep(sweep.atMillis());
                yield RegistryOutcome.DONE;
            }
        };
    }

    List<Registry.Picture.OfService> picture() {
        return services.values().stream()
                .filter(service -> !service.ephemeral.isEmpty())
                .map(service -> new Registry.Picture.OfService(service.name, service.published()))
                .toList();
    }

    void restore(Registry.Picture picture, long atMillis, long graceMillis) {
        graceEndMillis = atMillis + graceMillis;
        for (Registry.Picture.OfService entry : picture.services()) {
            Service service = service(entry.name());
            if (!service.isPersistent()) {
                entry.published().forEach(published -> restore(service, published, atMillis));
            }
            touched.add(entry.name());
        }
    }

    private void restore(Service service, Registry.Picture.Published published, long atMillis) {
        Publication publication =
                new Publication(
                        published.instances(), published.beating(), ++registrations, atMillis);
        publication.unconfirmed = true;
        publish(service, published.client(), publication);
        if (!published.beating()) {
            var addresses = left.computeIfAbsent(service.name, _ -> new TreeMap<>());
            for (Instance instance : published.instances()) {
                addresses
                        .computeIfAbsent(instance.address(), _ -> new TreeSet<>())
                        .add(published.client());
            }
        }
    }

    /**
     * A service holds one kind of instances. Whoever registers is refused the other kind; but the
     * two kinds come in different orders, so the two may pass each other: then the durable one
     * stays.
     */
    void withdraw(ServiceName name) {
        Service service = services.get(name);
        if (service != null && !service.ephemeral.isEmpty()) {
            List.copyOf(service.ephemeral.keySet()).forEach(client -> withdraw(client, name));
        }
    }

    /** How many addresses beat for themselves, each counted once. */
    int addresses() {
        return Math.toIntExact(
                publishedBy.keySet().stream().filter(ClientId::isEphemeralAddress).count());
    }

    private Service service(ServiceName name) {
        Service service = services.computeIfAbsent(name, _ -> new Service(name, tally));
        service.removed = false;
        return service;
    }

    private RegistryOutcome register(Register register) {
        if (register.instances().isEmpty()) {
            withdraw(register.client(), register.service());
            return RegistryOutcome.DONE;
        }
        Service service = service(register.service());
        if (service.isPersistent()) {
            return new RegistryOutcome.Refused(
                    new Fault.Clash(
                            "service",
                            register.service().grouped(),
                            "it is persistent and takes no ephemeral instance"));
        }
        register.instances().forEach(one -> service.idleSinceMillis.remove(one.address()));
        Publication before =
                publish(
                        service,
                        register.client(),
                        new Publication(
                                register.instances(),
                                register.beating(),
                                ++registrations,
                                register.atMillis()));
        if (before == null || !before.instances.equals(register.instances())) {
            touched.add(register.service());
        }
        if (!left.isEmpty()) {
            supersede(service.name, register.instances().stream().map(Instance::address).toList());
        }
        return RegistryOutcome.DONE;
    }

    /** Returns what the client published before. */
    private @Nullable Publication publish(
            Service service, ClientId client, Publication publication) {
        publishedBy.computeIfAbsent(client, _ -> new TreeSet<>()).add(service.name);
        return service.ephemeral.put(client, publication);
    }

    private void withdraw(ClientId client, ServiceName name) {
        Service service = services.get(name);
        if (service == null || service.ephemeral.remove(client) == null) {
            return;
        }
        touched.add(name);
        TreeSet<ServiceName> names = publishedBy.get(client);
        if (names != null && names.remove(name) && names.isEmpty()) {
            publishedBy.remove(client);
        }
    }

    /** What is left at these addresses goes: whoever left it has come back. */
    private void supersede(ServiceName name, List<Instance.Address> addresses) {
        Service service = services.get(name);
        var known = left.get(name);
        if (service == null || known == null) {
            return;
        }
        TreeSet<Instance.Address> gone = new TreeSet<>(addresses);
        TreeSet<ClientId> clients = new TreeSet<>();
        for (Instance.Address address : gone) {
            TreeSet<ClientId> there = known.remove(address);
            if (there != null) {
                clients.addAll(there);
            }
        }
        clients.forEach(client -> leave(service, client, gone));
    }

    private void leave(Service service, ClientId client, Set<Instance.Address> gone) {
        Publication before = service.ephemeral.get(client);
        if (before == null || !before.unconfirmed) {
            return;
        }
        List<Instance> others =
                before.instances.stream().filter(one -> !gone.contains(one.address())).toList();
        if (others.isEmpty()) {
            withdraw(client, service.name);
        } else {
            service.ephemeral.put(client, before.with(others));
            touched.add(service.name);
        }
    }

    private RegistryOutcome renew(Renew renew) {
        Service service = services.get(renew.service());
        Publication publication = service == null ? null : service.ephemeral.get(renew.client());
        if (publication == null) {
            return new RegistryOutcome.Refused(
                    new Fault.NotFound("instance of", renew.client().value()));
        }
        publication.lastHeardMillis = Math.max(publication.lastHeardMillis, renew.atMillis());
        publication.unconfirmed = false;
        if (publication.mark(true)) {
            touched.add(renew.service());
        }
        return RegistryOutcome.DONE;
    }

    private void sweep(long nowMillis) {
        record Expired(ClientId client, ServiceName name) {}
        List<Expired> expired = new ArrayList<>();
        for (Service service : services.values()) {
            service.ephemeral.forEach(
                    (client, publication) -> {
                        if (isGone(publication, nowMillis)) {
                            expired.add(new Expired(client, service.name));
                        } else if (publication.verdict(nowMillis) != Heartbeat.Verdict.HEALTHY
                                && publication.mark(false)) {
                            touched.add(service.name);
                        }
                    });
        }
        expired.forEach(gone -> withdraw(gone.client(), gone.name()));
        if (nowMillis >= graceEndMillis) {
            left.clear();
        }
    }

    private boolean isGone(Publication publication, long nowMillis) {
        if (publication.unconfirmed && nowMillis < graceEndMillis) {
            return false;
        }
        return publication.beating
                ? removesSilent && publication.verdict(nowMillis) == Heartbeat.Verdict.EXPIRED
                : publication.unconfirmed;
    }
}
