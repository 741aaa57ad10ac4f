package dev.pharos.core.registry;

import dev.pharos.core.name.ServiceName;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The durable half of a {@link Registry} at one moment: what a snapshot holds of it. */
public record CatalogueImage(List<Entry> services) {
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

    public CatalogueImage {
        services = List.copyOf(services);
    }
}
