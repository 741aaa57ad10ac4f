package dev.pharos.server.telemetry.meter;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often persistent instances were asked whether they live, by the way of asking. */
public final class ProbeMeter {
    private final Map<String, LongAdder> asked = new ConcurrentHashMap<>();

    /** {@code type}: of the checker, of which there are a few. */
    public void asked(String type) {
        asked.computeIfAbsent(type.toLowerCase(Locale.ROOT), _ -> new LongAdder()).increment();
    }

    long count(String type) {
        LongAdder count = asked.get(type);
        return count == null ? 0 : count.sum();
    }
}
