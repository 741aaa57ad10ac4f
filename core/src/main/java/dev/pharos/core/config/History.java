package dev.pharos.core.config;

import dev.pharos.core.name.ConfigKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The past of all configurations. */
final class History {
    /** Of one configuration; one more and its oldest goes. */
    static final int ROWS_MAX = 256;

    private final Map<ConfigKey, List<HistoryRow>> rows = new TreeMap<>();

    /** Whose each row is, the oldest first. */
    private final TreeMap<Long, ConfigKey> byAge = new TreeMap<>();

    private long lastNumber;
    private long bytes;

    /** Newest first. */
    List<HistoryRow> of(ConfigKey key) {
        return rows.getOrDefault(key, List.of());
    }

    /** Unit: bytes. */
    long bytes() {
        return bytes;
    }

    long nextNumber() {
        return ++lastNumber;
    }

    void add(HistoryRow row) {
        List<HistoryRow> before = of(row.key());
        List<HistoryRow> now = new ArrayList<>(before.size() + 1);
        now.add(row);
        now.addAll(before);
        bytes += row.bytes();
        byAge.put(row.number(), row.key());
        keep(row.key(), now, Math.min(now.size(), ROWS_MAX));
    }

    /** Whose past is kept. */
    Set<ConfigKey> keys() {
        return rows.keySet();
    }

    /** All rows, those of one configuration newest first. */
    List<HistoryRow> all() {
        return rows.values().stream().flatMap(List::stream).toList();
    }

    /** Becomes these rows, as {@link #all} gives them; the next one gets the number after. */
    void restore(List<HistoryRow> all, long number) {
        rows.clear();
        byAge.clear();
        bytes = 0;
        lastNumber = number;
        all.reversed().forEach(this::add);
    }

    long lastNumber() {
        return lastNumber;
    }

    /** Returns whose past is shorter now. */
    Set<ConfigKey> purge(long beforeMillis, int keepMax) {
        Set<ConfigKey> shorter = new TreeSet<>();
        for (ConfigKey key : List.copyOf(rows.keySet())) {
            List<HistoryRow> all = of(key);
            int kept = 0;
            while (kept < all.size()
                    && kept < keepMax
                    && all.get(kept).by().atMillis() >= beforeMillis) {
                kept++;
            }
            if (kept < all.size()) {
                keep(key, all, kept);
                shorter.add(key);
            }
        }
        return shorter;
    }

    /** Drops the oldest rows until the rest weighs no more; returns whose past is shorter now. */
    Set<ConfigKey> trim(long keepBytes) {
        Set<ConfigKey> shorter = new TreeSet<>();
        while (bytes > keepBytes && !byAge.isEmpty()) {
            ConfigKey key = byAge.firstEntry().getValue();
            List<HistoryRow> all = of(key);
            keep(key, all, all.size() - 1);
            shorter.add(key);
        }
        return shorter;
    }

    /** Keeps the newest so many of these. */
    private void keep(ConfigKey key, List<HistoryRow> all, int kept) {
        for (HistoryRow gone : all.subList(kept, all.size())) {
            bytes -= gone.bytes();
            byAge.remove(gone.number());
        }
        if (kept == 0) {
            rows.remove(key);
        } else {
            rows.put(key, List.copyOf(all.subList(0, kept)));
        }
    }
}
