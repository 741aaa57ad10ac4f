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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The services and who publishes them. A keeper applies commands to it, one at a time, and then
 * asks which services were touched and what they look like now.
 *
 * <p>Order: both halves are applied by one thread. The durable half never looks at the ephemeral
 * one, so nodes with different clients come to the same durable state.
 */
public final class Registry {
    private final Tally tally = new Tally();
    private final Sized<ServiceName, Service> services =
            new Sized<>(tally, (name, _) -> Service.bytes(name));
    private final Map<ClientId, TreeSet<ServiceName>> publishedBy = new LinkedHashMap<>();
    private final TreeSet<ServiceName> touched = new TreeSet<>();
    private final Catalogue catalogue = new Catalogue(services, touched, tally);
    private final long emptyServiceMillis;
    private final boolean removesSilent;
    private long registrations;
    private long lastRefMillis;

    /** The durable half of a registry at one moment: what a snapshot holds of it. */
    public record Image(List<Entry> services) {
        /**
         * What is durable of one service.
         *
         * @param created whether somebody made it, so that only persistent instances may register
         */
        public record Entry(
                ServiceName name,
                boolean created,
                Optional<ServiceProfile> profile,
                List<Instance> persistent,
                NavigableMap<Instance.Address, Amendment> amendments) {
            /** Nothing durable. */
            Entry(ServiceName name) {
                this(name, false, Optional.empty(), List.of(), new TreeMap<>());
            }

            public Entry {
                persistent = List.copyOf(persistent);
                amendments = Collections.unmodifiableNavigableMap(new TreeMap<>(amendments));
            }
        }

        public Image {
            services = List.copyOf(services);
        }
    }

    /**
     * Unit: {@code emptyServiceMillis}, how long a service that nobody described stays after its
     * last instance has gone, in milliseconds.
     *
     * @param removesSilent whether an instance that stopped beating is removed in the end; else it
     *     stays, unhealthy
     */
    public Registry(long emptyServiceMillis, boolean removesSilent) {
        this.emptyServiceMillis = emptyServiceMillis;
        this.removesSilent = removesSilent;
    }

    public RegistryOutcome apply(RegistryCommand command) {
        return switch (command) {
            case Register register -> register(register);
            case Deregister deregister -> {
                withdraw(deregister.client(), deregister.service());
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

    public RegistryOutcome apply(ServiceCommand command) {
        RegistryOutcome outcome = catalogue.apply(command);
        if (command instanceof ServiceCommand.Persist persist) {
            withdrawEphemeral(persist.service());
        }
        return outcome;
    }

    /**
     * A service holds one kind of instances. Whoever registers is refused the other kind; but the
     * two kinds come in different orders, so the two may pass each other: then the durable one
     * stays.
     */
    private void withdrawEphemeral(ServiceName name) {
        Service service = services.get(name);
        if (service != null && !service.ephemeral.isEmpty()) {
            List.copyOf(service.ephemeral.keySet()).forEach(client -> withdraw(client, name));
        }
    }

    /** The durable half, as it is now. */
    public Image image() {
        return catalogue.image();
    }

    /** The durable half becomes what the image shows; the ephemeral half stays. */
    public void restore(Image image) {
        catalogue.restore(image);
    }

    /** The services that commands have changed since this was last asked. */
    public List<ServiceName> drainTouched() {
        List<ServiceName> names = List.copyOf(touched);
        touched.clear();
        return names;
    }

    /**
     * How a service looks now; absent when it does not exist. Each view's time is at least that of
     * every view before it, of any service, whatever the clock does.
     */
    public Optional<ServiceView> view(ServiceName name, long nowMillis) {
        lastRefMillis = Math.max(lastRefMillis, nowMillis);
        return Optional.ofNullable(services.get(name)).map(service -> service.view(lastRefMillis));
    }

    /**
     * What operators have laid over addresses that have not been used for long, to be forgotten by
     * the log's order. Unit: milliseconds of one clock.
     */
    public List<ServiceCommand.ForgetAmendments> forgettable(
            Amendment.Patience patience, long nowMillis) {
        List<ServiceCommand.ForgetAmendments> all = new ArrayList<>();
        for (Service service : services.values()) {
            var over = service.forgettable(patience, nowMillis);
            if (!over.isEmpty()) {
                all.add(new ServiceCommand.ForgetAmendments(service.name, over));
            }
        }
        return all;
    }

    /** How much all takes in memory. */
    public long bytes() {
        return tally.bytes();
    }

    /** How many addresses beat for themselves here, each counted once. */
    public int addresses() {
        return Math.toIntExact(
                publishedBy.keySet().stream().filter(ClientId::isEphemeralAddress).count());
    }

    private RegistryOutcome register(Register register) {
        if (register.instances().isEmpty()) {
            withdraw(register.client(), register.service());
            return RegistryOutcome.DONE;
        }
        Service service =
                services.computeIfAbsent(register.service(), name -> new Service(name, tally));
        if (service.isPersistent()) {
            return new RegistryOutcome.Refused(
                    new Fault.Clash(
                            "service",
                            register.service().grouped(),
                            "it is persistent and takes no ephemeral instance"));
        }
        register.instances().forEach(one -> service.idleSinceMillis.remove(one.address()));
        Publication before = service.ephemeral.get(register.client());
        service.ephemeral.put(
                register.client(),
                new Publication(
                        register.instances(),
                        register.beating(),
                        ++registrations,
                        register.atMillis()));
        publishedBy
                .computeIfAbsent(register.client(), _ -> new TreeSet<>())
                .add(register.service());
        if (before == null || !before.instances.equals(register.instances())) {
            touched.add(register.service());
        }
        return RegistryOutcome.DONE;
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

    private RegistryOutcome renew(Renew renew) {
        Service service = services.get(renew.service());
        Publication publication = service == null ? null : service.ephemeral.get(renew.client());
        if (publication == null) {
            return new RegistryOutcome.Refused(
                    new Fault.NotFound("instance of", renew.client().value()));
        }
        publication.lastHeardMillis = Math.max(publication.lastHeardMillis, renew.atMillis());
        if (publication.mark(true)) {
            touched.add(renew.service());
        }
        return RegistryOutcome.DONE;
    }

    private void sweep(long nowMillis) {
        record Expired(ClientId client, ServiceName name) {}
        List<Expired> expired = new ArrayList<>();
        List<ServiceName> forgotten = new ArrayList<>();
        for (Service service : services.values()) {
            service.ephemeral.forEach(
                    (client, publication) -> {
                        Heartbeat.Verdict verdict = publication.verdict(nowMillis);
                        if (verdict == Heartbeat.Verdict.EXPIRED && removesSilent) {
                            expired.add(new Expired(client, service.name));
                        } else if (verdict != Heartbeat.Verdict.HEALTHY
                                && publication.mark(false)) {
                            touched.add(service.name);
                        }
                    });
            if (service.emptyForMillis(nowMillis) > emptyServiceMillis && service.isForgettable()) {
                forgotten.add(service.name);
            }
        }
        expired.forEach(gone -> withdraw(gone.client(), gone.name()));
        forgotten.forEach(services::remove);
        touched.addAll(forgotten);
    }
}
