package dev.pharos.server.state;

import dev.pharos.server.port.Shared;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What a keeper has published, found at once or walked in order.
 *
 * <p>Thread: the keeper's sets, any reads, without a lock.
 */
final class Views<K extends Comparable<K>, V> {
    private final Map<K, Shared<V>> found = new ConcurrentHashMap<>();
    private final ConcurrentNavigableMap<K, Shared<V>> ordered = new ConcurrentSkipListMap<>();

    Optional<Shared<V>> find(K key) {
        return Optional.ofNullable(found.get(key));
    }

    Collection<Shared<V>> all() {
        return ordered.values();
    }

    /** From {@code first} on, and all before {@code end}. */
    Collection<Shared<V>> between(K first, K end) {
        return ordered.subMap(first, end).values();
    }

    /** From now on this is how it looks; absent: it does not exist. */
    void set(K key, Optional<Shared<V>> view) {
        if (view.isPresent()) {
            found.put(key, view.get());
            ordered.put(key, view.get());
        } else {
            found.remove(key);
            ordered.remove(key);
        }
    }
}
