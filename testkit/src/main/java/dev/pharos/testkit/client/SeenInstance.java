package dev.pharos.testkit.client;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An instance as a client shows it to its user.
 *
 * @param address ip:port
 * @param healthy whether the client calls it healthy
 * @param enabled whether the client calls it enabled
 * @param ephemeral whether it lives only as long as its client
 * @param metadata its metadata
 */
public record SeenInstance(
        String address,
        boolean healthy,
        boolean enabled,
        boolean ephemeral,
        Map<String, String> metadata) {

    /** Copies the metadata, in the order of its keys. */
    public SeenInstance {
        SortedMap<String, String> sorted = new TreeMap<>(metadata);
        metadata = Collections.unmodifiableSortedMap(sorted);
    }
}
