package dev.pharos.core.registry;

import dev.pharos.core.name.ServiceName;
import dev.pharos.core.size.Size;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * One running copy of a service at one address.
 *
 * @param pool the group of instances inside the service; the wire calls it a cluster
 * @param weight share of the load; unit: none, 0 to 10000
 * @param id as clients see it; it must stay the same while the instance does
 */
public record Instance(
        String ip,
        int port,
        String pool,
        double weight,
        boolean healthy,
        boolean enabled,
        boolean ephemeral,
        NavigableMap<String, String> metadata,
        String id) {
    public static final String DEFAULT_POOL = "DEFAULT";

    public Instance {
        metadata =
                metadata.isEmpty()
                        ? Collections.emptyNavigableMap()
                        : Collections.unmodifiableNavigableMap(new TreeMap<>(metadata));
    }

    /** A healthy, enabled, ephemeral instance with the plain id of its service. */
    public static Instance at(ServiceName service, String ip, int port) {
        return new Instance(
                ip,
                port,
                DEFAULT_POOL,
                1.0,
                true,
                true,
                true,
                Collections.emptyNavigableMap(),
                plainId(ip, port, DEFAULT_POOL, service));
    }

    /** Source: golden 10-naming-v1-instance/reg-min-query and list-min. */
    public static String plainId(String ip, int port, String pool, ServiceName service) {
        return ip + "#" + port + "#" + pool + "#" + service.grouped();
    }

    public Instance withHealthy(boolean now) {
        return now == healthy
                ? this
                : new Instance(ip, port, pool, weight, now, enabled, ephemeral, metadata, id);
    }

    public Instance withEnabled(boolean now) {
        return new Instance(ip, port, pool, weight, healthy, now, ephemeral, metadata, id);
    }

    public Instance withWeight(double now) {
        return new Instance(ip, port, pool, now, healthy, enabled, ephemeral, metadata, id);
    }

    public Instance withMetadata(Map<String, String> now) {
        return new Instance(
                ip, port, pool, weight, healthy, enabled, ephemeral, new TreeMap<>(now), id);
    }

    public Instance withId(String now) {
        return new Instance(ip, port, pool, weight, healthy, enabled, ephemeral, metadata, now);
    }

    /** In memory. */
    public long bytes() {
        return 2 * Size.NODE + Size.of(ip) + Size.of(pool) + Size.of(id) + Size.of(metadata);
    }

    public boolean isAt(String otherIp, int otherPort, String otherPool) {
        return port == otherPort && ip.equals(otherIp) && pool.equals(otherPool);
    }

    public Address address() {
        return new Address(ip, port, pool);
    }

    /** Where an instance of a service is found: at most one is shown for each of these. */
    public record Address(String ip, int port, String pool) implements Comparable<Address> {
        @Override
        public int compareTo(Address other) {
            int byIp = ip.compareTo(other.ip);
            if (byIp != 0) {
                return byIp;
            }
            int byPort = Integer.compare(port, other.port);
            return byPort != 0 ? byPort : pool.compareTo(other.pool);
        }
    }
}
