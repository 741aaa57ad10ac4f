package dev.pharos.core.registry;

import dev.pharos.core.name.ServiceName;
import dev.pharos.core.size.Size;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A change of the durable half: services as such, persistent instances, what operators lay over
 * instances. Its outcome depends on durable state alone, so every node comes to the same one; what
 * the ephemeral half forbids is asked before it is appended.
 */
public sealed interface ServiceCommand {
    ServiceName service();

    /** The most by which it adds to what the state takes. */
    default long bytes() {
        return 0;
    }

    record Persist(ServiceName service, Instance instance) implements ServiceCommand {
        @Override
        public long bytes() {
            return Service.bytes(service) + instance.bytes();
        }
    }

    record Unpersist(ServiceName service, String ip, int port) implements ServiceCommand {}

    record CreateService(ServiceName service, ServiceProfile profile) implements ServiceCommand {
        @Override
        public long bytes() {
            return Service.bytes(service) + profile.bytes();
        }
    }

    /** Replaces all but the pools; a service that nobody described gets its first profile. */
    record UpdateService(ServiceName service, ServiceProfile profile) implements ServiceCommand {
        @Override
        public long bytes() {
            return Service.bytes(service) + profile.bytes();
        }
    }

    record RemoveService(ServiceName service) implements ServiceCommand {}

    record UpdatePool(ServiceName service, Pool pool) implements ServiceCommand {
        @Override
        public long bytes() {
            return Service.bytes(service) + pool.bytes();
        }
    }

    /** Replaces what was laid over these addresses before. */
    record Amend(ServiceName service, List<Instance.Address> targets, Amendment amendment)
            implements ServiceCommand {
        public Amend {
            targets = List.copyOf(targets);
        }

        @Override
        public long bytes() {
            return Service.bytes(service) + targets.size() * amendment.bytes();
        }
    }

    /**
     * Changes what was laid over this address where a value is present; metadata replaces what lay
     * there.
     */
    record Adjust(
            ServiceName service,
            Instance.Address target,
            Optional<Boolean> enabled,
            Optional<Double> weight,
            Optional<NavigableMap<String, String>> metadata)
            implements ServiceCommand {
        @Override
        public long bytes() {
            return Service.bytes(service)
                    + Amendment.NONE.bytes()
                    + metadata.map(Size::of).orElse(0L);
        }
    }

    /** Lays these keys over the metadata of these addresses, beside what lies there. */
    record MergeMetadata(
            ServiceName service,
            List<Instance.Address> targets,
            NavigableMap<String, String> metadata)
            implements ServiceCommand {
        public MergeMetadata {
            targets = List.copyOf(targets);
        }

        @Override
        public long bytes() {
            long each = Amendment.NONE.bytes() + Size.of(metadata);
            return Service.bytes(service) + targets.size() * each;
        }
    }

    /** Takes these keys away from what was laid over these addresses. */
    record DropMetadata(ServiceName service, List<Instance.Address> targets, List<String> keys)
            implements ServiceCommand {
        public DropMetadata {
            targets = List.copyOf(targets);
            keys = List.copyOf(keys);
        }
    }

    /**
     * Forgets what was laid over addresses that no instance has had for long, each only if it still
     * is what was seen.
     */
    record ForgetAmendments(ServiceName service, NavigableMap<Instance.Address, Amendment> seen)
            implements ServiceCommand {
        public ForgetAmendments {
            seen = Collections.unmodifiableNavigableMap(new TreeMap<>(seen));
        }
    }

    /** The verdict of a probe on a persistent instance. */
    record MarkHealth(ServiceName service, Instance.Address target, boolean healthy)
            implements ServiceCommand {}
}
