package dev.pharos.core.registry;

import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.ServiceName;
import java.util.List;

/**
 * A change of the ephemeral half: it belongs to a client and dies with it, so it is not durable.
 *
 * <p>Unit: {@code atMillis} is milliseconds from an arbitrary beginning that is the same for all
 * commands of a registry, and never goes back; stamped by {@code app}.
 */
public sealed interface RegistryCommand {
    long atMillis();

    /** The most by which it adds to what the state takes. */
    default long bytes() {
        return 0;
    }

    /**
     * What this client publishes for this service, all of it: a second one replaces the first, an
     * empty list withdraws.
     *
     * @param beating whether the client must beat to stay (HTTP), or its connection is its life
     */
    record Register(
            ServiceName service,
            ClientId client,
            List<Instance> instances,
            boolean beating,
            long atMillis)
            implements RegistryCommand {
        public Register {
            instances = List.copyOf(instances);
        }

        @Override
        public long bytes() {
            return Service.bytes(service) + Publication.bytes(client, instances);
        }
    }

    /**
     * Withdraws what this client publishes for this service; unknown ones are no fault.
     *
     * @param left where the client may have published before a restart by another connection
     */
    record Deregister(
            ServiceName service, ClientId client, List<Instance.Address> left, long atMillis)
            implements RegistryCommand {
        public Deregister {
            left = List.copyOf(left);
        }

        public Deregister(ServiceName service, ClientId client, long atMillis) {
            this(service, client, List.of(), atMillis);
        }
    }

    /** A heartbeat: the client lives, and so do its instances of this service. */
    record Renew(ServiceName service, ClientId client, long atMillis) implements RegistryCommand {}

    /** The connection ended, and with it all that the client published. */
    record Disconnect(ClientId client, long atMillis) implements RegistryCommand {}

    /** Time has passed: looks for clients that have stopped beating and services long empty. */
    record Sweep(long atMillis) implements RegistryCommand {}
}
