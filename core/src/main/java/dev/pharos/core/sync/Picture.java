package dev.pharos.core.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The ephemeral half at one moment, without its clocks: what a restarted node shows until those who
 * publish have come back.
 *
 * @param state what was there, and which writes had been seen: so it can be merged with what others
 *     have. A node alone tags nothing
 * @param refMillis no view had a later time. Unit: milliseconds since 1970
 */
public record Picture(State state, long refMillis) {
    /** Before anybody has registered. */
    public static final Picture EMPTY =
            new Picture(new State(new Versions(), List.of(), new TreeSet<>(), 0), 0);

    /**
     * As it looked later.
     *
     * @param writes of its node, in their order and up to the last one; some may be in it already
     */
    public Picture after(List<Delta> writes) {
        Entries tagged = new Entries();
        tagged.load(state);
        Map<Key, Entry> untagged = new LinkedHashMap<>();
        state.entries().stream()
                .filter(entry -> !entry.isTagged())
                .forEach(entry -> untagged.put(entry.key(), entry));
        for (Delta write : writes) {
            if (!write.dot().equals(Entry.UNTAGGED)) {
                var _ = tagged.take(write);
                continue;
            }
            tagged.forget(write.key());
            untagged.remove(write.key());
            if (write instanceof Delta.Put(Entry entry)) {
                untagged.put(entry.key(), entry);
            }
        }
        List<Entry> all = new ArrayList<>(tagged.all());
        all.addAll(untagged.values());
        return new Picture(
                new State(tagged.versions().copy(), all, new TreeSet<>(), tagged.order()),
                refMillis);
    }
}
