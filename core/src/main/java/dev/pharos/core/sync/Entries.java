package dev.pharos.core.sync;

import dev.pharos.core.fault.Invariant;
import dev.pharos.core.sync.Delta.Put;
import dev.pharos.core.sync.Delta.Removal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A map that several nodes write, each for itself, and that becomes the same everywhere once they
 * have told each other, in whatever order: an observed-remove map. What the other side lacks
 * although it has seen the registration was removed there; what it has not seen is new to it. Of
 * two values of a key the one with the higher stamp stays.
 *
 * <p>Source: Shapiro, Preguiça, Baquero, Zawirski, Conflict-free Replicated Data Types, 2011;
 * removal without tombstones: Bieniusa et al., An optimized conflict-free replicated set, 2012.
 */
final class Entries {
    private static final int REMOVALS_MAX = 1 << 12;

    private final TreeMap<Key, Entry> entries = new TreeMap<>();
    private final TreeSet<Key> gone = new TreeSet<>();
    private final Versions versions = new Versions();

    /** What was removed last, and how late it was: older values may still be on their way. */
    private final LinkedHashMap<Key, Stamp> removals = new LinkedHashMap<>();

    private @Nullable Origin self;
    private long seq;
    private long count;
    private long order;
    private long hash;
    private List<Delta> written = new ArrayList<>();

    /** One key has changed by what another node has written. */
    record Change(Key key, Optional<Entry> before, Optional<Entry> after) {}

    /** From now on this node writes, as this run, and later than {@code newest}. */
    void write(Origin origin, long newest) {
        self = origin;
        seq = 0;
        count = Math.max(count, newest);
    }

    Optional<Entry> find(Key key) {
        return Optional.ofNullable(entries.get(key));
    }

    Collection<Entry> all() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /** The keys of those that are gone, but not forgotten. */
    List<Key> gone() {
        return List.copyOf(gone);
    }

    Versions versions() {
        return versions;
    }

    long count() {
        return count;
    }

    /** No registration that is known of here, or was, has a higher one. */
    long order() {
        return order;
    }

    Digest digest() {
        return new Digest(versions.copy(), hash);
    }

    /** A registration. */
    Entry put(Key key, Entry.Value value) {
        Dot dot = next();
        return write(new Entry(key, dot, dot, ++count, value));
    }

    /** A word on a registration that is there. */
    Entry say(Key key, Entry.Value value) {
        Entry before = Objects.requireNonNull(entries.get(key), "registered");
        return write(new Entry(key, before.birth(), next(), ++count, value));
    }

    private Entry write(Entry entry) {
        place(entry);
        written.add(new Put(entry));
        return entry;
    }

    void remove(Key key) {
        Entry before = entries.get(key);
        if (before != null) {
            takeOut(key);
            remember(key, before.stamp());
            written.add(new Removal(next(), key, before.birth(), before.dot(), before.stamp()));
        }
    }

    /** Nobody is told; but who merges with this state afterwards drops it too. */
    void forget(Key key) {
        takeOut(key);
    }

    /** The writes of this node since this was last asked, in their order. */
    List<Delta> drain() {
        List<Delta> drained = written;
        written = new ArrayList<>();
        return drained;
    }

    /** How many writes {@link #drain} would show. */
    int undrained() {
        return written.size();
    }

    List<Delta> undrained(int from) {
        return List.copyOf(written.subList(from, written.size()));
    }

    /** A write of another node, once or again. */
    Optional<Change> take(Delta delta) {
        if (versions.covers(delta.dot())) {
            return Optional.empty();
        }
        versions.note(delta.dot());
        return switch (delta) {
            case Put(Entry entry) -> adopt(entry, find(entry.key()));
            case Removal removal -> {
                count = Math.max(count, removal.stamp().count());
                order = Math.max(order, removal.stamp().order());
                versions.note(removal.birth());
                versions.note(removal.removed());
                remember(removal.key(), removal.stamp());
                yield find(removal.key())
                        .filter(before -> isUndone(before, removal))
                        .map(this::without);
            }
        };
    }

    /** Both hold the same afterwards, but for what the other one has not seen of here. */
    List<Change> merge(State theirs) {
        List<Change> changes = new ArrayList<>();
        Map<Key, Entry> removed = removedThere(theirs);
        removed.keySet().forEach(this::takeOut);
        for (Entry entry : theirs.entries()) {
            if (!versions.covers(entry.dot())) {
                Optional<Entry> before =
                        find(entry.key()).or(() -> Optional.ofNullable(removed.get(entry.key())));
                adopt(entry, before).ifPresent(changes::add);
                if (entries.containsKey(entry.key())) {
                    removed.remove(entry.key());
                }
            }
        }
        removed.forEach(
                (key, before) ->
                        changes.add(new Change(key, Optional.of(before), Optional.empty())));
        versions.join(theirs.versions());
        order = Math.max(order, theirs.order());
        return changes;
    }

    /** For one who has seen this. */
    State state(Versions seen) {
        List<Entry> fresh = new ArrayList<>();
        Set<Dot> known = new LinkedHashSet<>();
        for (Entry entry : entries.values()) {
            if (seen.covers(entry.dot())) {
                known.add(entry.birth());
            } else {
                fresh.add(entry);
            }
        }
        return new State(versions.copy(), fresh, known, order);
    }

    /** What a file shows, before anything else has been seen or written. */
    void load(State state) {
        Invariant.check(entries.isEmpty(), "a picture is put back first");
        versions.join(state.versions());
        state.entries().stream().filter(Entry::isTagged).forEach(this::place);
        state.entries().forEach(entry -> count = Math.max(count, entry.count()));
    }

    private Map<Key, Entry> removedThere(State theirs) {
        Set<Dot> there = new LinkedHashSet<>(theirs.known());
        theirs.entries().forEach(entry -> there.add(entry.birth()));
        TreeMap<Key, Entry> removed = new TreeMap<>();
        for (Entry mine : entries.values()) {
            if (theirs.versions().covers(mine.birth()) && !there.contains(mine.birth())) {
                removed.put(mine.key(), mine);
            }
        }
        return removed;
    }

    /** What a registration is told that was removed here comes too late. */
    private Optional<Change> adopt(Entry entry, Optional<Entry> before) {
        count = Math.max(count, entry.count());
        order = Math.max(order, entry.value().published().order());
        boolean isSame = before.filter(b -> b.birth().equals(entry.birth())).isPresent();
        boolean isLate = !isSame && isSaid(entry) && versions.covers(entry.birth());
        versions.note(entry.birth());
        boolean loses =
                find(entry.key()).filter(b -> !b.isOlderThan(entry.stamp())).isPresent()
                        || isOlderThanRemoved(entry);
        if (isLate || loses) {
            return Optional.empty();
        }
        place(entry);
        return Optional.of(new Change(entry.key(), before, Optional.of(entry)));
    }

    private boolean isOlderThanRemoved(Entry entry) {
        Stamp removed = removals.get(entry.key());
        return removed != null && entry.isOlderThan(removed);
    }

    private void remember(Key key, Stamp removed) {
        removals.merge(key, removed, (one, other) -> one.compareTo(other) > 0 ? one : other);
        if (removals.size() > REMOVALS_MAX) {
            removals.pollFirstEntry();
        }
    }

    private static boolean isSaid(Entry entry) {
        return !entry.birth().equals(entry.dot());
    }

    private static boolean isUndone(Entry entry, Removal removal) {
        return entry.birth().equals(removal.birth()) || entry.isOlderThan(removal.stamp());
    }

    private Change without(Entry before) {
        takeOut(before.key());
        return new Change(before.key(), Optional.of(before), Optional.empty());
    }

    private void place(Entry entry) {
        takeOut(entry.key());
        entries.put(entry.key(), entry);
        hash += hash(entry);
        order = Math.max(order, entry.value().published().order());
        if (entry.value().gone()) {
            gone.add(entry.key());
        }
    }

    private void takeOut(Key key) {
        Entry before = entries.remove(key);
        if (before != null) {
            hash -= hash(before);
            gone.remove(key);
        }
    }

    private Dot next() {
        Dot dot = new Dot(Objects.requireNonNull(self, "who writes"), ++seq);
        versions.note(dot);
        return dot;
    }

    private static long hash(Entry entry) {
        Key key = entry.key();
        Dot dot = entry.dot();
        return new Hash()
                .add(key.service().namespace().id())
                .add(key.service().group())
                .add(key.service().name())
                .add(key.client().value())
                .add(dot.origin().node().value())
                .add(dot.origin().boot())
                .add(dot.seq())
                .value();
    }
}
