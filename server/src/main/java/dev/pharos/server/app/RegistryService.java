package dev.pharos.server.app;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.health.Heartbeat;
import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.RegistryCommand.Deregister;
import dev.pharos.core.registry.RegistryCommand.Disconnect;
import dev.pharos.core.registry.RegistryCommand.Register;
import dev.pharos.core.registry.RegistryCommand.Renew;
import dev.pharos.core.registry.RegistryRules;
import dev.pharos.core.registry.ServiceCommand.Adjust;
import dev.pharos.core.registry.ServiceCommand.Persist;
import dev.pharos.core.registry.ServiceCommand.Unpersist;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.port.Caller;
import dev.pharos.server.port.Shared;
import dev.pharos.server.port.World;
import dev.pharos.server.state.RegistryKeeper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Registering, beating and withdrawing, whichever way the request came: the only place that asks
 * whether the caller may, whether it is within limits, and what time it is.
 *
 * <p>Fails: every stage with {@code FaultException}. Thread: any; never blocks.
 */
public final class RegistryService {
    private static final Duration DISCONNECT_AGAIN = Duration.ofMillis(200);

    /** What one client publishes for a service. */
    private record Registering(ClientId client, List<Instance> instances, boolean beating) {}

    private final World world;
    private final RegistryRules rules;
    private final RegistryWrites writes;
    private final RegistryKeeper keeper;
    private final InstanceIds ids;
    private final Set<ClientId> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean leaving;

    public RegistryService(
            World world, RegistryRules rules, RegistryWrites writes, RegistryKeeper keeper) {
        this.world = world;
        this.rules = rules;
        this.writes = writes;
        this.keeper = keeper;
        this.ids = new InstanceIds(world, keeper);
    }

    /** Registers an address: an ephemeral one has to beat from now on. */
    public CompletionStage<Void> register(Caller caller, ServiceName service, Instance instance) {
        if (!instance.ephemeral()) {
            return persist(caller, service, instance);
        }
        ClientId client = ClientId.address(instance.ip(), instance.port(), true);
        return register(caller, service, new Registering(client, List.of(instance), true));
    }

    /**
     * Registers all that a connection publishes for a service, in place of what it published
     * before; it lives as long as the connection.
     */
    public CompletionStage<Void> register(
            Caller caller, ServiceName service, ClientId connection, List<Instance> instances) {
        return register(caller, service, new Registering(connection, instances, false));
    }

    /**
     * Lays enabled, weight and metadata over an address, whether or not an instance is there. A
     * plain caller registers with it what is not there, unless it is only to be kept out.
     *
     * <p>Fails: {@code NotFound} for a client of an SDK on a service that does not exist: it has to
     * register first. Source: Nacos 2.5.1 for the first, 1.1.3 for the second (golden
     * 10-naming-v1-instance/upd-*).
     *
     * @param saysEnabled whether the caller said if the instance is enabled. If not, what an
     *     operator said before holds, and of a plain caller it is a registration sent again, which
     *     counts as a heartbeat
     */
    public CompletionStage<Void> update(
            Caller caller, ServiceName service, Instance instance, boolean saysEnabled) {
        if (caller.isSdk()) {
            return keeper.findKnown(service).isEmpty()
                    ? Outcomes.refused(new Fault.NotFound("service", service.grouped()))
                    : amend(caller, service, instance, saysEnabled);
        }
        Optional<Instance> shown = shown(service, instance);
        if (shown.isPresent() && !saysEnabled) {
            renew(service, shown.get());
        }
        if (shown.isPresent() || !instance.enabled()) {
            return amend(caller, service, instance, saysEnabled);
        }
        // What an operator had laid over the address before would keep the instance out.
        return register(caller, service, instance)
                .thenCompose(
                        _ ->
                                !saysEnabled || isEnabled(service, instance)
                                        ? CompletableFuture.completedStage(null)
                                        : amend(caller, service, instance, true));
    }

    private CompletionStage<Void> amend(
            Caller caller, ServiceName service, Instance instance, boolean saysEnabled) {
        Optional<Fault> fault = rules.service(service).or(() -> rules.instance(instance));
        if (fault.isPresent()) {
            return Outcomes.refused(fault.get());
        }
        return writes.append(
                caller,
                new Adjust(
                        service,
                        instance.address(),
                        saysEnabled ? Optional.of(instance.enabled()) : Optional.empty(),
                        Optional.of(instance.weight()),
                        Optional.of(instance.metadata())));
    }

    private boolean isEnabled(ServiceName service, Instance instance) {
        return shown(service, instance).map(Instance::enabled).orElse(true);
    }

    /** It has beaten, if it is one that beats. */
    private void renew(ServiceName service, Instance known) {
        if (known.ephemeral()) {
            ClientId client = ClientId.address(known.ip(), known.port(), true);
            writes.append(new Renew(service, client, world.steadyMillis()));
        }
    }

    private Optional<Instance> shown(ServiceName service, Instance instance) {
        return keeper.find(service)
                .flatMap(
                        view -> view.value().find(instance.ip(), instance.port(), instance.pool()));
    }

    /** Lays over an instance what {@code adjust} names, beside what lies there. */
    public CompletionStage<Void> adjust(Caller caller, Adjust adjust) {
        Instance.Address target = adjust.target();
        Optional<Instance> known =
                keeper.findKnown(adjust.service())
                        .flatMap(
                                view ->
                                        view.value()
                                                .find(target.ip(), target.port(), target.pool()));
        if (known.isEmpty()) {
            return Outcomes.refused(
                    new Fault.NotFound("instance", target.ip() + ":" + target.port()));
        }
        Instance wanted =
                known.get()
                        .withWeight(adjust.weight().orElse(known.get().weight()))
                        .withMetadata(adjust.metadata().orElse(known.get().metadata()));
        Optional<Fault> fault = rules.instance(wanted);
        return fault.isPresent() ? Outcomes.refused(fault.get()) : writes.append(caller, adjust);
    }

    /** Withdraws an address; an unknown one is no fault. */
    public CompletionStage<Void> deregister(
            Caller caller, ServiceName service, String ip, int port, boolean isEphemeral) {
        if (!isEphemeral) {
            return writes.append(caller, new Unpersist(service, ip, port));
        }
        ClientId client = ClientId.address(ip, port, true);
        return writes.append(caller, new Deregister(service, client, world.steadyMillis()));
    }

    /**
     * Withdraws what a connection publishes for a service; an unknown one is no fault.
     *
     * @param at what an earlier connection of the same client may have left over a restart
     */
    public CompletionStage<Void> deregister(
            Caller caller, ServiceName service, ClientId connection, List<Instance.Address> at) {
        return writes.append(caller, new Deregister(service, connection, at, world.steadyMillis()));
    }

    /** A connection may publish and subscribe from now on. */
    public void connect(ClientId connection) {
        connections.add(connection);
    }

    /** How many connections may publish and subscribe. */
    public int connections() {
        return connections.size();
    }

    /** How many addresses beat for themselves. */
    public CompletionStage<Integer> addresses() {
        return keeper.addresses();
    }

    /** This node ends: connections that end from now on say nothing of their clients. */
    public void leave() {
        leaving = true;
    }

    /** A connection has ended; tried until it is done, since nobody would ask again. */
    public void disconnect(ClientId connection) {
        connections.remove(connection);
        if (leaving) {
            return;
        }
        var _ =
                writes.append(new Disconnect(connection, world.steadyMillis()))
                        .whenComplete(
                                (_, failure) -> {
                                    if (failure != null) {
                                        world.after(
                                                DISCONNECT_AGAIN,
                                                world.tasks(),
                                                () -> disconnect(connection));
                                    }
                                });
    }

    /**
     * Answers a heartbeat from the view, at once; only an unknown instance that describes itself
     * waits until it is registered.
     */
    public CompletionStage<Beat.Answer> beat(Caller caller, ServiceName service, Beat beat) {
        Optional<Instance> known =
                keeper.find(service)
                        .flatMap(view -> view.value().find(beat.ip(), beat.port(), beat.pool()));
        if (known.isPresent()) {
            renew(service, known.get());
            return CompletableFuture.completedStage(answer(true, known));
        }
        if (beat.full().isEmpty()) {
            return CompletableFuture.completedStage(answer(false, known));
        }
        return register(caller, service, beat.full().get())
                .thenApply(_ -> answer(true, beat.full()));
    }

    /** The service as it is here now, for those who wait for changes of it. */
    public Shared<ServiceView> newest(ServiceName service) {
        return orEmpty(service, keeper.find(service));
    }

    /**
     * The service as it is now; one without instances when it does not exist.
     *
     * <p>Fails: thrown, while this node cannot know of all that there is of it.
     */
    public Shared<ServiceView> view(ServiceName service) {
        return orEmpty(service, keeper.findKnown(service));
    }

    private Shared<ServiceView> orEmpty(ServiceName service, Optional<Shared<ServiceView>> known) {
        return known.isPresent()
                ? known.get()
                : new Shared<>(ServiceView.empty(service, keeper.refMillis()));
    }

    /**
     * Whether a service may be called so.
     *
     * <p>Fails: {@link FaultException} with {@code Invalid} when no namespace may be called so.
     */
    public boolean isPossible(ServiceName service) {
        Optional<Fault> fault = rules.namespace(service.namespace());
        if (fault.isPresent()) {
            throw new FaultException(fault.get());
        }
        return rules.service(service).isEmpty();
    }

    /**
     * The service as it is now, for an asker who chooses pools; one without instances when it does
     * not exist. A plain caller may choose what is no name of a pool: no instance is in it.
     *
     * <p>Fails: {@link FaultException} with {@code Invalid} or {@code TooLarge}, and as {@link
     * #view}.
     */
    public Shared<ServiceView> query(Caller caller, ServiceName service, String pools) {
        Optional<Fault> fault =
                rules.service(service)
                        .or(
                                () ->
                                        rules.poolList(pools)
                                                .filter(f -> caller.isSdk() || !isInvalid(f)));
        if (fault.isPresent()) {
            throw new FaultException(fault.get());
        }
        return view(service);
    }

    private static boolean isInvalid(Fault fault) {
        return fault instanceof Fault.Invalid;
    }

    /** The service as it is now; absent when it does not exist. Fails: as {@link #view}. */
    public Optional<Shared<ServiceView>> find(ServiceName service) {
        return keeper.findKnown(service);
    }

    private static Beat.Answer answer(boolean known, Optional<Instance> instance) {
        OptionalLong interval =
                instance.map(Instance::metadata)
                        .filter(metadata -> metadata.containsKey(Heartbeat.INTERVAL_KEY))
                        .map(metadata -> OptionalLong.of(Heartbeat.of(metadata).intervalMillis()))
                        .orElse(OptionalLong.empty());
        return new Beat.Answer(known, interval);
    }

    private CompletionStage<Void> register(
            Caller caller, ServiceName service, Registering registering) {
        Optional<Fault> fault = rules.service(service);
        for (Instance instance : registering.instances()) {
            fault = fault.or(() -> check(caller, instance));
        }
        if (fault.isPresent()) {
            return Outcomes.refused(fault.get());
        }
        return writes.append(
                caller,
                new Register(
                        service,
                        registering.client(),
                        ids.settle(service, registering.instances()),
                        registering.beating(),
                        world.steadyMillis()));
    }

    private Optional<Fault> check(Caller caller, Instance instance) {
        return caller.isSdk() ? rules.instance(instance) : rules.instanceOfAnyRhythm(instance);
    }

    private CompletionStage<Void> persist(Caller caller, ServiceName service, Instance instance) {
        Optional<Fault> fault = rules.service(service).or(() -> check(caller, instance));
        if (fault.isEmpty() && hasEphemeralInstances(service)) {
            fault =
                    Optional.of(
                            new Fault.Clash(
                                    "service",
                                    service.grouped(),
                                    "it is ephemeral and takes no persistent instance"));
        }
        return fault.isPresent()
                ? Outcomes.refused(fault.get())
                : writes.append(caller, new Persist(service, ids.settle(service, instance)));
    }

    private boolean hasEphemeralInstances(ServiceName service) {
        return keeper.find(service)
                .map(view -> view.value().ephemeral() && !view.value().instances().isEmpty())
                .orElse(false);
    }
}
