package dev.pharos.server.cluster.memory;

import dev.pharos.core.config.ConfigBook.PastChange;
import dev.pharos.core.config.HistoryRow;
import dev.pharos.server.port.ConfigStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps what configurations said before in memory, after all. */
public final class MemoryStore implements ConfigStore {
    private final Map<Long, HistoryRow.Body> bodies = new ConcurrentHashMap<>();

    @Override
    public void save(PastChange change) {
        change.recorded().forEach(whole -> bodies.put(whole.row().number(), whole.body()));
        change.forgotten().forEach(row -> bodies.remove(row.number()));
    }

    @Override
    public Optional<HistoryRow.Body> load(long number) {
        return Optional.ofNullable(bodies.get(number));
    }

    @Override
    public void close() {}
}
