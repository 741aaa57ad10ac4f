package dev.pharos.core.health;

import java.util.Map;

/**
 * The rhythm of an instance that beats: how often, when it counts as unhealthy, when it is removed.
 *
 * <p>Unit: milliseconds. Source: the reserved metadata keys of Nacos 1.x–3.x (golden
 * 10-naming-v1-instance/md-preserved); a value that is not digits means the default.
 */
public record Heartbeat(long intervalMillis, long timeoutMillis, long removalMillis) {
    public static final String INTERVAL_KEY = "preserved.heart.beat.interval";
    public static final String TIMEOUT_KEY = "preserved.heart.beat.timeout";
    public static final String REMOVAL_KEY = "preserved.ip.delete.timeout";
    public static final Heartbeat DEFAULT = new Heartbeat(5_000, 15_000, 30_000);

    private static final int DIGITS_MAX = 12;

    /** What happens to an instance that was last heard of some time ago. */
    public enum Verdict {
        HEALTHY,
        UNHEALTHY,
        EXPIRED
    }

    /** The rhythm that an instance asks for in its metadata. */
    public static Heartbeat of(Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            return DEFAULT;
        }
        return new Heartbeat(
                millis(metadata, INTERVAL_KEY, DEFAULT.intervalMillis),
                millis(metadata, TIMEOUT_KEY, DEFAULT.timeoutMillis),
                millis(metadata, REMOVAL_KEY, DEFAULT.removalMillis));
    }

    /** Unit: milliseconds of one clock. */
    public Verdict verdict(long lastHeardMillis, long nowMillis) {
        long silent = nowMillis - lastHeardMillis;
        if (silent > removalMillis) {
            return Verdict.EXPIRED;
        }
        return silent > timeoutMillis ? Verdict.UNHEALTHY : Verdict.HEALTHY;
    }

    /** Whether an instance with this rhythm can stay healthy at all. */
    public boolean isConsistent() {
        return intervalMillis <= timeoutMillis && intervalMillis <= removalMillis;
    }

    private static long millis(Map<String, String> metadata, String key, long fallback) {
        String text = metadata.getOrDefault(key, "");
        boolean digits =
                !text.isEmpty()
                        && text.length() <= DIGITS_MAX
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(text) : fallback;
    }
}
