package dev.pharos.server.app;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.RegistryRules;
import dev.pharos.core.registry.ServiceView;
import dev.pharos.server.port.Caller;
import dev.pharos.server.port.Delivery;
import dev.pharos.server.port.Delivery.Subscription;
import dev.pharos.server.port.Shared;
import dev.pharos.server.watch.Hub;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Waiting for changes of services, whichever way a client is told.
 *
 * <p>Thread: any; never blocks.
 */
public final class WatchService {
    private final RegistryRules rules;
    private final RegistryService registry;
    private final Hub hub;

    public WatchService(RegistryRules rules, RegistryService registry, Hub hub) {
        this.rules = rules;
        this.registry = registry;
        this.hub = hub;
    }

    /**
     * From now on {@code delivery} is told when the service changes. The view returned is read
     * afterwards, so that a change in between is told.
     *
     * <p>Fails: {@link FaultException} with {@code Invalid} or {@code TooLarge}, and while this
     * node cannot know of all that there is of the service: then nobody waits.
     *
     * @param pools as the client spells it, and wants it echoed; each spelling is a subscription
     */
    public Shared<ServiceView> subscribe(
            Caller caller, ServiceName service, String pools, Delivery delivery) {
        Optional<Fault> fault = rules.service(service).or(() -> rules.poolList(pools));
        if (fault.isPresent()) {
            throw new FaultException(fault.get());
        }
        var _ = registry.view(service);
        hub.subscribe(service, pools, delivery, () -> registry.newest(service));
        return registry.newest(service);
    }

    /** Ends one subscription; an unknown one is no fault. */
    public void unsubscribe(ServiceName service, String pools, Delivery delivery) {
        hub.unsubscribe(service, pools, delivery);
    }

    /** The client is gone: it waits for nothing any more. */
    public void forget(Delivery delivery) {
        hub.forget(delivery);
    }

    /** Whether clients are told of changes; what changes meanwhile they are told afterwards. */
    public void push(boolean isWanted) {
        hub.push(isWanted);
    }

    /** How many subscriptions there are, of all services and whichever way they are told. */
    public CompletionStage<Integer> subscriptions() {
        return hub.subscriptions();
    }

    /** Who is told of changes of this service. */
    public CompletionStage<List<Subscription>> subscriptions(ServiceName service) {
        return hub.subscriptions(service);
    }
}
