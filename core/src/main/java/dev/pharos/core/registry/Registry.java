package dev.pharos.core.registry;

import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.size.Sized;
import dev.pharos.core.size.Tally;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

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
    private final TreeSet<ServiceName> touched = new TreeSet<>();
    private final Catalogue catalogue = new Catalogue(services, touched, tally);
    private final Publications publications;
    private final long emptyServiceMillis;
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
     * The ephemeral half of a registry at one moment, without its clocks: what a restarted node
     * shows until those who publish have come back.
     *
     * @param refMillis no view had a later time. Unit: milliseconds since 1970
     */
    public record Picture(List<OfService> services, long refMillis) {
        /** What is published for one service, the newest last. */
        public record OfService(ServiceName name, List<Published> published) {
            public OfService {
                published = List.copyOf(published);
            }
        }

        /**
         * What one client publishes.
         *
         * @param order of two that publish one address the higher one is shown; equal on all nodes
         */
        public record Published(
                ClientId client, boolean beating, List<Instance> instances, long order) {
            public Published {
                instances = List.copyOf(instances);
            }
        }

        public Picture {
            services = List.copyOf(services);
        }
    }

    /** Who hears what commands do to the ephemeral half, so that other nodes hear of it. */
    public interface Writes {
        /**
         * What this client publishes for this service is another thing now, or nothing.
         *
         * @param silent whether it was withdrawn because it has stopped beating
         */
        void written(ServiceName service, ClientId client, boolean silent);
    }

    /**
     * How this node sees what was published at another one.
     *
     * @param unconfirmed whoever registers its address takes it over
     * @param hidden it is kept, and not shown
     * @param own whether this node says when it goes
     */
    public record Standing(boolean unconfirmed, boolean hidden, boolean own) {}

    /**
     * Unit: {@code emptyServiceMillis}, how long a service that nobody described stays after its
     * last instance has gone, in milliseconds.
     *
     * @param removesSilent whether an instance that stopped beating is removed in the end; else it
     *     stays, unhealthy
     */
    public Registry(long emptyServiceMillis, boolean removesSilent) {
        this.emptyServiceMillis = emptyServiceMillis;
        this.publications = new Publications(services, touched, tally, removesSilent);
    }

    public RegistryOutcome apply(RegistryCommand command) {
        RegistryOutcome outcome = publications.apply(command);
        if (command instanceof RegistryCommand.Sweep sweep) {
            forgetEmpty(sweep.atMillis());
        }
        return outcome;
    }

    public RegistryOutcome apply(ServiceCommand command) {
        RegistryOutcome outcome = catalogue.apply(command);
        if (command instanceof ServiceCommand.Persist persist) {
            publications.withdraw(persist.service());
        }
        return outcome;
    }

    /** The durable half, as it is now. */
    public Image image() {
        return catalogue.image();
    }

    /** The durable half becomes what the image shows; the ephemeral half stays. */
    public void restore(Image image) {
        catalogue.restore(image);
    }

    /** The ephemeral half, as it is now. */
    public Picture picture() {
        return new Picture(publications.picture(), lastRefMillis);
    }

    /** From now on {@code writes} hears of all that commands do to the ephemeral half. */
    public void follow(Writes writes) {
        publications.follow(writes);
    }

    /** What this client publishes for this service. */
    public Optional<Picture.Published> published(ServiceName service, ClientId client) {
        return publications.published(service, client);
    }

    /**
     * What another node says of a client; nobody is told, as nobody is of {@link #drop}. Unit:
     * milliseconds of the commands' clock.
     */
    public void adopt(
            ServiceName service, Picture.Published published, Standing standing, long atMillis) {
        publications.adopt(service, published, standing, atMillis);
    }

    /** Another node says that the client publishes nothing for this service any more. */
    public void drop(ServiceName service, ClientId client) {
        publications.drop(service, client);
    }

    /** The addresses that beat and that this node looks after; their clocks begin anew. */
    public void lookAfter(Predicate<ClientId> own, long atMillis) {
        publications.lookAfter(own, atMillis);
    }

    /**
     * All clocks begin anew, because nobody could be heard for a while. Unit: of the commands'
     * clock.
     */
    public void startClocks(long atMillis) {
        publications.startClocks(atMillis);
    }

    /** Whether this node itself has heard an address beat so lately that it must be well. */
    public boolean isHeard(ServiceName service, ClientId client, long nowMillis) {
        return publications.isHeard(service, client, nowMillis);
    }

    /** Registrations from now on are later by so much, in case that some were not heard of. */
    public void leap(long registrations) {
        publications.leap(registrations);
    }

    /** Registrations from now on are later than this one, also when it is not there any more. */
    public void after(long order) {
        publications.after(order);
    }

    /** Until then this node takes nothing away that was there before its start. */
    public void grace(long endMillis) {
        publications.grace(endMillis);
    }

    /**
     * Who is silent is shown until then, unhealthy: it may have been heard elsewhere, and word of
     * that may be on its way. Unit: milliseconds of the commands' clock.
     */
    public void await(long endMillis) {
        publications.await(endMillis);
    }

    /** No view had a later time. Unit: milliseconds since 1970. */
    public long newestMillis() {
        return lastRefMillis;
    }

    /** No view has an earlier time than this from now on. Unit: milliseconds since 1970. */
    public void notBefore(long refMillis) {
        lastRefMillis = Math.max(lastRefMillis, refMillis);
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
        return Optional.ofNullable(services.get(name))
                .filter(service -> !service.removed)
                .map(service -> service.view(lastRefMillis));
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
        return publications.addresses();
    }

    private void forgetEmpty(long nowMillis) {
        List<ServiceName> forgotten = new ArrayList<>();
        for (Service service : services.values()) {
            if (service.emptyForMillis(nowMillis) > emptyServiceMillis && service.isForgettable()) {
                forgotten.add(service.name);
            }
        }
        forgotten.forEach(services::remove);
        touched.addAll(forgotten);
    }
}
