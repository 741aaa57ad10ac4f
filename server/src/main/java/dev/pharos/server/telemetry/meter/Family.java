package dev.pharos.server.telemetry.meter;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Timers told apart by a key. Limit: as many as there are keys; whoever records sees to it that
 * callers cannot make new ones.
 */
final class Family<K> {
    private final Map<K, Histogram> members = new ConcurrentHashMap<>();

    void record(K key, long nanos) {
        Histogram known = members.get(key);
        if (known == null) {
            known = members.computeIfAbsent(key, _ -> Histogram.timer());
        }
        known.record(nanos);
    }

    Map<K, Histogram> members() {
        return members;
    }

    /** Of all members together whose key is one of these. */
    Figures sum(Predicate<K> which) {
        return members.entrySet().stream()
                .filter(member -> which.test(member.getKey()))
                .map(member -> member.getValue().figures())
                .reduce(Figures.NONE, Figures::plus);
    }
}
