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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
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
    private final Leftovers left = new Leftovers();
    private Registry.Writes writes = (_, _, _) -> {};
    private Predicate<ClientId> own = _ -> true;
    private long registrations;
    private long graceEndMillis = Long.MIN_VALUE;
    private long awaitEndMillis = Long.MIN_VALUE;

    /** Which connections, of before a restart or of nodes away, have left something where. */
    private static final class Leftovers {
        private final TreeMap<ServiceName, TreeMap<Instance.Address, TreeSet<ClientId>>> all =
                new TreeMap<>();

        boolean isEmpty() {
            return all.isEmpty();
        }

        void add(ServiceName name, ClientId client, List<Instance> instances) {
            var addresses = all.computeIfAbsent(name, _ -> new TreeMap<>());
            for (Instance instance : instances) {
                addresses.computeIfAbsent(instance.address(), _ -> new TreeSet<>()).add(client);
            }
        }

        void remove(ServiceName name, ClientId client, List<Instance> instances) {
            var addresses = all.get(name);
            if (addresses == null) {
                return;
            }
            for (Instance instance : instances) {
                TreeSet<ClientId> there = addresses.get(instance.address());
                if (there != null && there.remove(client) && there.isEmpty()) {
                    addresses.remove(instance.address());
                }
            }
            if (addresses.isEmpty()) {
                all.remove(name);
            }
        }

        List<ClientId> at(ServiceName name, Set<Instance.Address> places) {
            var addresses = all.getOrDefault(name, new TreeMap<>());
            TreeSet<ClientId> clients = new TreeSet<>();
            for (Instance.Address place : places) {
                clients.addAll(addresses.getOrDefault(place, new TreeSet<>()));
            }
            return List.copyOf(clients);
        }
    }

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
                withdraw(deregister.client(), deregister.service(), false);
                supersede(deregister.service(), deregister.left());
                yield RegistryOutcome.DONE;
            }
            case Renew renew -> renew(renew);
            case Disconnect disconnect -> {
                TreeSet<ServiceName> names = publishedBy.get(disconnect.client());
                if (names != null) {
                    List.copyOf(names).forEach(name -> withdraw(disconnect.client(), name, false));
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

    private Publication of(Registry.Picture.Published published, long heardMillis) {
        registrations = Math.max(registrations, published.order());
        return new Publication(
                published.instances(), published.beating(), published.order(), heardMillis);
    }

    void follow(Registry.Writes others) {
        writes = others;
    }

    void leap(long more) {
        registrations += more;
    }

    void after(long order) {
        registrations = Math.max(registrations, order);
    }

    void grace(long endMillis) {
        graceEndMillis = endMillis;
    }

    void await(long endMillis) {
        awaitEndMillis = endMillis;
    }

    Optional<Registry.Picture.Published> published(ServiceName name, ClientId client) {
        return find(name, client)
                .map(
                        has ->
                                new Registry.Picture.Published(
                                        client, has.beating, has.instances, has.order));
    }

    /** What another node has said is no news to it, so it is not told. */
    void adopt(
            ServiceName name,
            Registry.Picture.Published published,
            Registry.Standing standing,
            long atMillis) {
        Service service = service(name);
        if (service.isPersistent()) {
            return;
        }
        Publication publication = of(published, atMillis);
        publication.unconfirmed = standing.unconfirmed();
        publication.hidden = standing.hidden();
        publication.own = publication.beating ? own.test(published.client()) : standing.own();
        find(name, published.client())
                .ifPresent(before -> publication.toldMillis = before.toldMillis);
        Publication before = publish(service, published.client(), publication);
        if (before == null || !before.isShownAs(publication) || service.isShared(publication)) {
            touched.add(name);
        }
    }

    void drop(ServiceName name, ClientId client) {
        take(name, client);
    }

    /** Whose clock begins to run here begins anew. */
    void lookAfter(Predicate<ClientId> those, long atMillis) {
        own = those;
        for (Service service : services.values()) {
            service.ephemeral.forEach(
                    (client, publication) -> {
                        boolean now = publication.beating ? own.test(client) : publication.own;
                        if (now && !publication.own) {
                            publication.lastHeardMillis = atMillis;
                        }
                        publication.own = now;
                    });
        }
    }

    void startClocks(long atMillis) {
        for (Service service : services.values()) {
            for (Publication publication : service.ephemeral.values()) {
                publication.lastHeardMillis = Math.max(publication.lastHeardMillis, atMillis);
            }
        }
    }

    boolean isHeard(ServiceName name, ClientId client, long nowMillis) {
        return find(name, client).filter(has -> has.isHeard(nowMillis)).isPresent();
    }

    private Optional<Publication> find(ServiceName name, ClientId client) {
        return Optional.ofNullable(services.get(name))
                .flatMap(service -> Optional.ofNullable(service.ephemeral.get(client)));
    }

    /**
     * A service holds one kind of instances. Whoever registers is refused the other kind; but the
     * two kinds come in different orders, so the two may pass each other: then the durable one
     * stays.
     */
    void withdraw(ServiceName name) {
        Service service = services.get(name);
        if (service != null && !service.ephemeral.isEmpty()) {
            List.copyOf(service.ephemeral.keySet())
                    .forEach(client -> withdraw(client, name, false));
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
            withdraw(register.client(), register.service(), false);
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
        Publication publication =
                new Publication(
                        register.instances(),
                        register.beating(),
                        ++registrations,
                        register.atMillis());
        publication.toldMillis = register.atMillis();
        publication.own = !register.beating() || own.test(register.client());
        Publication before = publish(service, register.client(), publication);
        if (before == null || !before.isShownAs(publication) || service.isShared(publication)) {
            touched.add(register.service());
        }
        writes.written(service.name, register.client(), false);
        if (!left.isEmpty()) {
            supersede(service.name, register.instances().stream().map(Instance::address).toList());
        }
        return RegistryOutcome.DONE;
    }

    /** Returns what the client published before. */
    private @Nullable Publication publish(
            Service service, ClientId client, Publication publication) {
        publishedBy.computeIfAbsent(client, _ -> new TreeSet<>()).add(service.name);
        Publication before = service.ephemeral.put(client, publication);
        if (before != null && before.isLeft()) {
            left.remove(service.name, client, before.instances);
        }
        if (publication.isLeft()) {
            left.add(service.name, client, publication.instances);
        }
        return before;
    }

    /** By a command, so that others are told. */
    private void withdraw(ClientId client, ServiceName name, boolean silent) {
        if (take(name, client)) {
            writes.written(name, client, silent);
        }
    }

    private boolean take(ServiceName name, ClientId client) {
        Service service = services.get(name);
        Publication before = service == null ? null : service.ephemeral.remove(client);
        if (before == null) {
            return false;
        }
        if (before.isLeft()) {
            left.remove(name, client, before.instances);
        }
        if (!before.hidden) {
            touched.add(name);
        }
        TreeSet<ServiceName> names = publishedBy.get(client);
        if (names != null && names.remove(name) && names.isEmpty()) {
            publishedBy.remove(client);
        }
        return true;
    }

    /** What is left at these addresses goes: whoever left it has come back. */
    private void supersede(ServiceName name, List<Instance.Address> addresses) {
        Service service = services.get(name);
        if (service == null || left.isEmpty()) {
            return;
        }
        TreeSet<Instance.Address> gone = new TreeSet<>(addresses);
        for (ClientId client : left.at(name, gone)) {
            Publication before = service.ephemeral.get(client);
            if (before != null) {
                leave(service, client, before, gone);
            }
        }
    }

    private void leave(
            Service service, ClientId client, Publication before, Set<Instance.Address> gone) {
        List<Instance> others =
                before.instances.stream().filter(one -> !gone.contains(one.address())).toList();
        if (others.isEmpty()) {
            withdraw(client, service.name, false);
        } else {
            publish(service, client, before.with(others));
            touched.add(service.name);
            writes.written(service.name, client, false);
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
        publication.toldMillis = publication.lastHeardMillis;
        publication.unconfirmed = false;
        boolean wasHidden = publication.hidden;
        publication.hidden = false;
        if (publication.mark(true) || wasHidden) {
            touched.add(renew.service());
            writes.written(renew.service(), renew.client(), false);
        }
        return RegistryOutcome.DONE;
    }

    private void sweep(long nowMillis) {
        record Expired(ClientId client, ServiceName name, boolean beating) {}
        List<Expired> expired = new ArrayList<>();
        for (Service service : services.values()) {
            service.ephemeral.forEach(
                    (client, publication) -> {
                        if (!publication.own || publication.hidden) {
                            return;
                        }
                        if (isGone(publication, nowMillis)) {
                            expired.add(new Expired(client, service.name, publication.beating));
                        } else if (publication.verdict(nowMillis) != Heartbeat.Verdict.HEALTHY
                                && publication.mark(false)) {
                            touched.add(service.name);
                            writes.written(service.name, client, false);
                        }
                    });
        }
        expired.forEach(gone -> withdraw(gone.client(), gone.name(), gone.beating()));
    }

    private boolean isGone(Publication publication, long nowMillis) {
        if (publication.unconfirmed && nowMillis < graceEndMillis) {
            return false;
        }
        if (!publication.beating) {
            return publication.unconfirmed;
        }
        return removesSilent
                && nowMillis >= awaitEndMillis
                && publication.verdict(nowMillis) == Heartbeat.Verdict.EXPIRED;
    }
}
