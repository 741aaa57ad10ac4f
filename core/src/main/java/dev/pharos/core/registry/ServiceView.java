package dev.pharos.core.registry;

import dev.pharos.core.name.ServiceName;
import java.util.List;
import java.util.Optional;

/**
 * A service at one moment, immutable: what readers and subscribers see.
 *
 * @param profile absent while nobody has created or described the service explicitly
 * @param refMillis when this view was made; it never goes back for a service. Unit: milliseconds
 *     since 1970
 */
public record ServiceView(
        ServiceName name,
        boolean ephemeral,
        Optional<ServiceProfile> profile,
        List<Instance> instances,
        long refMillis) {
    public ServiceView {
        instances = List.copyOf(instances);
    }

    /** The view of a service that does not exist: no instance, and no error. */
    public static ServiceView empty(ServiceName name, long refMillis) {
        return new ServiceView(name, true, Optional.empty(), List.of(), refMillis);
    }

    public Optional<Instance> find(String ip, int port, String pool) {
        for (Instance instance : instances) {
            if (instance.isAt(ip, port, pool)) {
                return Optional.of(instance);
            }
        }
        return Optional.empty();
    }
}
