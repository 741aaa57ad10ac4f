package dev.pharos.core.registry;

import dev.pharos.core.size.Size;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What somebody has said about a service as a whole; a service that was only registered has none.
 *
 * @param protectThreshold the share of healthy instances at or below which all are shown as
 *     healthy; unit: none, 0 to 1
 */
public record ServiceProfile(
        float protectThreshold,
        NavigableMap<String, String> metadata,
        Selector selector,
        NavigableMap<String, Pool> pools) {
    public static final ServiceProfile PLAIN =
            new ServiceProfile(0f, new TreeMap<>(), Selector.NONE, new TreeMap<>());

    /**
     * Chooses instances by who asks; {@code none} passes all. One of type {@code label} compares
     * what a CMDB knows of caller and instance: without a CMDB, which is what this node is, it
     * passes all too, and is kept and shown.
     *
     * <p>Source: naming-v1 §1 of the reference; Nacos without a CMDB plugin does the same.
     */
    public record Selector(String type, String expression) {
        public static final Selector NONE = new Selector("none", "");
    }

    public ServiceProfile {
        metadata = Collections.unmodifiableNavigableMap(new TreeMap<>(metadata));
        pools = Collections.unmodifiableNavigableMap(new TreeMap<>(pools));
    }

    /** In memory. */
    public long bytes() {
        return Size.NODE
                + Size.of(metadata)
                + Size.of(selector.type())
                + Size.of(selector.expression())
                + pools.values().stream().mapToLong(Pool::bytes).sum();
    }

    public ServiceProfile withPools(NavigableMap<String, Pool> now) {
        return new ServiceProfile(protectThreshold, metadata, selector, now);
    }
}
