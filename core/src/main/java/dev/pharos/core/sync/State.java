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
 */
public record State(Versions versions, List<Entry> entries, Set<Dot> known) {
    public State {
        entries = List.copyOf(entries);
        known = Collections.unmodifiableSet(new LinkedHashSet<>(known));
    }
}
