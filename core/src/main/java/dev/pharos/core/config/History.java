package dev.pharos.core.config;

import dev.pharos.core.name.ConfigKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The past of all configurations: a row for each change. The bodies are not kept here; each is
 * handed on once, to a store that keeps them as long as their rows are here.
 */
final class History {
    /** Of one configuration; one more and its oldest goes. */
    static final int ROWS_MAX = 256;

    private final Map<ConfigKey, List<HistoryRow>> rows = new TreeMap<>();
    private List<HistoryRow.Whole> recorded = new ArrayList<>();
    private List<HistoryRow> forgotten = new ArrayList<>();
    private long lastNumber;
    private long bytes;
    private long size;

    /** Newest first. */
    List<HistoryRow> of(ConfigKey key) {
        return rows.getOrDefault(key, List.of());
    }

    /** Of the rows in memory. Unit: bytes. */
    long bytes() {
        return bytes;
    }

    /** Of the bodies, wherever they are. Unit: bytes. */
    long size() {
        return size;
    }

    long nextNumber() {
        return ++lastNumber;
    }

    void record(HistoryRow.Whole whole) {
        recorded.add(whole);
        add(whole.row());
    }

    private void add(HistoryRow row) {
        List<HistoryRow> before = of(row.key());
        List<HistoryRow> now = new ArrayList<>(before.size() + 1);
        now.add(before.isEmpty() ? row : row.sharing(before.getFirst()));
        now.addAll(before);
        bytes += row.bytes();
        size += row.size();
        keep(row.key(), now, Math.min(now.size(), ROWS_MAX));
    }

    /** What has become of the past since this was last asked. */
    ConfigBook.PastChange drain() {
        ConfigBook.PastChange change = new ConfigBook.PastChange(recorded, forgotten);
        recorded = new ArrayList<>();
        forgotten = new ArrayList<>();
        return change;
    }

    /** Whose past is kept. */
    Set<ConfigKey> keys() {
        return rows.keySet();
    }

    /** All rows, those of one configuration newest first. */
    List<HistoryRow> all() {
        return rows.values().stream().flatMap(List::stream).toList();
    }

    /**
     * Becomes these rows, as {@link #all} gives them; the next one gets the number after. Their
     * bodies are where they belong.
     */
    void restore(List<HistoryRow> all, long number) {
        rows.clear();
        bytes = 0;
        size = 0;
        lastNumber = number;
        all.reversed().forEach(this::add);
        var _ = drain();
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

    /**
     * Drops the oldest rows until the rest takes no more in memory, nor elsewhere; returns whose
     * past is shorter now.
     */
    Set<ConfigKey> trim(long keepBytes, long keepSize) {
        Map<ConfigKey, Integer> tooOld = new TreeMap<>();
        long bytesLeft = bytes;
        long sizeLeft = size;
        for (HistoryRow row : byAge()) {
            if (bytesLeft <= keepBytes && sizeLeft <= keepSize) {
                break;
            }
            bytesLeft -= row.bytes();
            sizeLeft -= row.size();
            tooOld.merge(row.key(), 1, Integer::sum);
        }
        tooOld.forEach(
                (key, count) -> {
                    List<HistoryRow> all = of(key);
                    keep(key, all, all.size() - count);
                });
        return tooOld.keySet();
    }

    /** The oldest first. An order that is kept would take as much memory as the rows. */
    private List<HistoryRow> byAge() {
        return rows.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingLong(HistoryRow::number))
                .toList();
    }

    /** Keeps the newest so many of these. */
    private void keep(ConfigKey key, List<HistoryRow> all, int kept) {
        for (HistoryRow gone : all.subList(kept, all.size())) {
            bytes -= gone.bytes();
            size -= gone.size();
            forgotten.add(gone);
        }
        if (kept == 0) {
            rows.remove(key);
        } else {
            rows.put(key, List.copyOf(all.subList(0, kept)));
        }
    }
}
