package dev.pharos.core.size;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A map in the order of its keys whose entries are in a tally. How large an entry is must not
 * change while it is in here. Thread: one at a time.
 */
public final class Sized<K extends Comparable<K>, V> {
    private final TreeMap<K, V> entries = new TreeMap<>();
    private final Tally tally;
    private final ToLongBiFunction<K, V> size;

    public Sized(Tally tally, ToLongBiFunction<K, V> size) {
        this.tally = tally;
        this.size = size;
    }

    public @Nullable V get(K key) {
        return entries.get(key);
    }

    public V orElse(K key, V otherwise) {
        V known = entries.get(key);
        return known == null ? otherwise : known;
    }

    public boolean containsKey(K key) {
        return entries.containsKey(key);
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public int size() {
        return entries.size();
    }

    /** Not to be changed. */
    public Set<K> keySet() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** Not to be changed. */
    public Collection<V> values() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /** A copy. */
    public NavigableMap<K, V> toMap() {
        return new TreeMap<>(entries);
    }

    public void forEach(BiConsumer<K, V> each) {
        entries.forEach(each);
    }

    /** Returns what was there before. */
    public @Nullable V put(K key, V value) {
        tally.add(size.applyAsLong(key, value));
        return gone(key, entries.put(key, value));
    }

    public V computeIfAbsent(K key, Function<K, V> make) {
        V known = entries.get(key);
        if (known != null) {
            return known;
        }
        V made = make.apply(key);
        put(key, made);
        return made;
    }

    /** Returns what was there before. */
    public @Nullable V remove(K key) {
        return gone(key, entries.remove(key));
    }

    /** Only if it is this; returns whether it was. */
    public boolean remove(K key, V value) {
        return value.equals(entries.get(key)) && remove(key) != null;
    }

    public void clear() {
        entries.forEach((key, value) -> tally.add(-size.applyAsLong(key, value)));
        entries.clear();
    }

    private @Nullable V gone(K key, @Nullable V before) {
        if (before != null) {
            tally.add(-size.applyAsLong(key, before));
        }
        return before;
    }
}
