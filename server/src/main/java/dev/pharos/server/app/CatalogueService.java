package dev.pharos.server.app;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Amendment;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.Pool;
import dev.pharos.core.registry.RegistryRules;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.core.registry.ServiceCommand.Amend;
import dev.pharos.core.registry.ServiceCommand.CreateService;
import dev.pharos.core.registry.ServiceCommand.DropMetadata;
import dev.pharos.core.registry.ServiceCommand.MarkHealth;
import dev.pharos.core.registry.ServiceCommand.MergeMetadata;
import dev.pharos.core.registry.ServiceCommand.RemoveService;
import dev.pharos.core.registry.ServiceCommand.UpdatePool;
import dev.pharos.core.registry.ServiceCommand.UpdateService;
import dev.pharos.core.registry.ServiceProfile;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.port.Caller;
import dev.pharos.server.port.Shared;
import dev.pharos.server.state.RegistryKeeper;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What operators do with services: create, describe, remove, list them, and lay changes over their
 * instances.
 *
 * <p>Fails: every stage with {@code FaultException}; and what is only read, thrown, while this node
 * cannot know of all that there is. Thread: any; never blocks.
 */
public final class CatalogueService {
    /** How much is registered. */
    public record Counts(int services, int instances, int persistentAddresses) {}

    private final RegistryRules rules;
    private final RegistryWrites writes;
    private final RegistryKeeper keeper;

    public CatalogueService(RegistryRules rules, RegistryWrites writes, RegistryKeeper keeper) {
        this.rules = rules;
        this.writes = writes;
        this.keeper = keeper;
    }

    public CompletionStage<Void> create(
            Caller caller, ServiceName service, ServiceProfile profile) {
        if (keeper.find(service).isPresent()) {
            return Outcomes.refused(
                    new Fault.Clash("service", service.grouped(), "it exists already"));
        }
        return append(caller, new CreateService(service, profile));
    }

    public CompletionStage<Void> update(
            Caller caller, ServiceName service, ServiceProfile profile) {
        return ofKnown(caller, service, new UpdateService(service, profile));
    }

    public CompletionStage<Void> remove(Caller caller, ServiceName service) {
        boolean used =
                keeper.find(service).map(view -> !view.value().instances().isEmpty()).orElse(false);
        if (used) {
            return Outcomes.refused(
                    new Fault.Clash(
                            "service",
                            service.grouped(),
                            "it has instances; deregister them first"));
        }
        return ofKnown(caller, service, new RemoveService(service));
    }

    /** Describes a pool. When it is probed no longer, what a probe had found ill in it is well. */
    public CompletionStage<Void> updatePool(Caller caller, ServiceName service, Pool pool) {
        Optional<Fault> fault = rules.pool(pool.name());
        if (fault.isPresent()) {
            return Outcomes.refused(fault.get());
        }
        CompletionStage<Void> updated = ofKnown(caller, service, new UpdatePool(service, pool));
        return isProbed(pool) ? updated : updated.thenCompose(_ -> heal(service, pool.name()));
    }

    private CompletionStage<Void> heal(ServiceName service, String pool) {
        CompletionStage<Void> healed = CompletableFuture.completedStage(null);
        List<Instance> known =
                keeper.find(service).map(view -> view.value().instances()).orElse(List.of());
        for (Instance instance : known) {
            if (instance.pool().equals(pool) && !instance.ephemeral() && !instance.healthy()) {
                CompletionStage<Void> one =
                        writes.append(new MarkHealth(service, instance.address(), true));
                healed = healed.thenCombine(one, (_, _) -> null);
            }
        }
        return healed;
    }

    private static boolean isProbed(Pool pool) {
        return !pool.checker().type().equals(Pool.Checker.NONE.type());
    }

    /** Replaces what was laid over an address; the instance itself need not be there. */
    public CompletionStage<Void> amend(
            Caller caller, ServiceName service, Instance.Address target, Amendment amendment) {
        return ofKnown(caller, service, new Amend(service, List.of(target), amendment));
    }

    public CompletionStage<Void> mergeMetadata(
            Caller caller,
            ServiceName service,
            List<Instance.Address> targets,
            NavigableMap<String, String> metadata) {
        Optional<Fault> fault =
                keeper.find(service).flatMap(view -> overfull(view.value(), targets, metadata));
        return fault.isPresent()
                ? Outcomes.refused(fault.get())
                : ofKnown(caller, service, new MergeMetadata(service, targets, metadata));
    }

    public CompletionStage<Void> dropMetadata(
            Caller caller, ServiceName service, List<Instance.Address> targets, List<String> keys) {
        return ofKnown(caller, service, new DropMetadata(service, targets, keys));
    }

    /**
     * An operator's verdict on an instance: nobody takes one. Beats and probes say what is healthy,
     * and where nothing probes an instance counts as healthy; to take it out, disable it.
     *
     * <p>Fails: {@code Clash}; but an instance that a pool without probes does not have is no
     * fault. Source: Nacos 2.5.1 and 3.0.3 (golden 12-naming-v1-service/hc-*).
     */
    public CompletionStage<Void> markHealth(
            Caller caller, ServiceName service, Instance.Address target) {
        Optional<ServiceView> view = keeper.findKnown(service).map(Shared::value);
        boolean isProbed =
                view.flatMap(ServiceView::profile)
                        .map(profile -> profile.pools().get(target.pool()))
                        .map(CatalogueService::isProbed)
                        .orElse(true);
        boolean isThere =
                view.isPresent()
                        && view.get().find(target.ip(), target.port(), target.pool()).isPresent();
        return isProbed || isThere
                ? Outcomes.refused(
                        new Fault.Clash(
                                "service",
                                service.grouped(),
                                "health is not set by hand: pool "
                                        + target.pool()
                                        + (isProbed
                                                ? " is checked, which says what is healthy"
                                                : " is not checked, so all in it is healthy;"
                                                        + " set enabled=false to take"
                                                        + " an instance out")))
                : CompletableFuture.completedStage(null);
    }

    /** Forgets what was laid over addresses that have not been used for long. */
    public CompletionStage<Void> forgetUnused(Amendment.Patience patience) {
        return keeper.forgettable(patience)
                .thenAccept(all -> all.forEach(writes::append)); // refused: the next time again
    }

    /** The service as it is now; absent when it does not exist. */
    public Optional<Shared<ServiceView>> find(ServiceName service) {
        return keeper.findKnown(service);
    }

    /** The services of a namespace, in the order of group and name. */
    public Collection<Shared<ServiceView>> services(Namespace namespace) {
        keeper.requireFilled();
        return keeper.services(namespace);
    }

    /** All services, in the order of namespace, group and name. */
    public Collection<Shared<ServiceView>> services() {
        keeper.requireFilled();
        return keeper.services();
    }

    /** Of what is here, whether or not that is all. */
    public Counts counts() {
        int services = 0;
        int instances = 0;
        Set<String> persistent = new HashSet<>();
        for (Shared<ServiceView> view : keeper.services()) {
            services++;
            instances += view.value().instances().size();
            view.value().instances().stream()
                    .filter(one -> !one.ephemeral())
                    .forEach(one -> persistent.add(one.ip() + ":" + one.port()));
        }
        return new Counts(services, instances, persistent.size());
    }

    /** Whether an instance would have more metadata than one may have. */
    private Optional<Fault> overfull(
            ServiceView view, List<Instance.Address> targets, Map<String, String> added) {
        return view.instances().stream()
                .filter(one -> targets.contains(one.address()))
                .map(
                        one -> {
                            Map<String, String> merged = new TreeMap<>(one.metadata());
                            merged.putAll(added);
                            return rules.instance(one.withMetadata(merged));
                        })
                .flatMap(Optional::stream)
                .findFirst();
    }

    private CompletionStage<Void> ofKnown(
            Caller caller, ServiceName service, ServiceCommand command) {
        return keeper.findKnown(service).isPresent()
                ? append(caller, command)
                : Outcomes.refused(new Fault.NotFound("service", service.grouped()));
    }

    private CompletionStage<Void> append(Caller caller, ServiceCommand command) {
        Optional<Fault> fault = rules.service(command.service());
        return fault.isPresent() ? Outcomes.refused(fault.get()) : writes.append(caller, command);
    }
}
