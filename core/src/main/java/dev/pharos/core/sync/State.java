package dev.pharos.core.sync;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All that a node holds, for one who says what it has seen: what it has seen already is only named.
 *
 * @param versions which writes the node has seen
 * @param entries those that the other one has not seen
 * @param known the registrations of all others
 * @param order no registration that the node knows or has known of has a higher one
 */
public record State(Versions versions, List<Entry> entries, Set<Dot> known, long order) {
    public State {
        entries = List.copyOf(entries);
        known = Collections.unmodifiableSet(new LinkedHashSet<>(known));
    }
}
