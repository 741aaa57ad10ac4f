package dev.pharos.core.config;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a {@link ConfigBook} keeps, at one moment: what a snapshot holds of it.
 *
 * @param history the rows of each configuration newest first, configurations in order
 */
public record ConfigImage(
        Counters counters,
        List<ConfigView> views,
        List<HistoryRow> history,
        List<NamespaceProfile> namespaces,
        SortedMap<Capacity.Subject, Capacity> capacities) {

    /**
     * What rises and never comes again.
     *
     * @param revision changes until now
     * @param id the last one given to a configuration or a gray version
     * @param row the last one given to a history row
     */
    public record Counters(long revision, long id, long row) {}

    public ConfigImage {
        views = List.copyOf(views);
        history = List.copyOf(history);
        namespaces = List.copyOf(namespaces);
        capacities = Collections.unmodifiableSortedMap(new TreeMap<>(capacities));
    }
}
