package dev.pharos.server.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Lets a line through a few times a minute and counts the rest, so that nothing that callers can
 * cause makes the log grow without bound. Two lines are the same when logger and pattern are.
 */
final class Repeats extends TurboFilter {
    private static final int LINES_MAX = 20;

    /** What was decided is looked for one by one, later. */
    private static final int DECISIONS_MAX = 1000;

    private static final int KINDS_MAX = 512;
    private static final long WINDOW_NANOS = 60_000_000_000L;

    /** The kinds of line seen of late, the one that was silent longest first. */
    private final Map<String, Count> counts =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
                    return size() > KINDS_MAX;
                }
            };

    private static final class Count {
        private long sinceNanos;
        private int seen;

        Count(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }
    }

    Repeats(LoggerContext context) {
        setContext(context);
        setName("repeats");
        start();
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] arguments,
            @Nullable Throwable failure) {
        if (format == null
                || logger.getName().equals(AccessLog.NAME)
                || !level.isGreaterOrEqual(logger.getEffectiveLevel())) {
            return FilterReply.NEUTRAL;
        }
        int linesMax = level.isGreaterOrEqual(Level.WARN) ? LINES_MAX : DECISIONS_MAX;
        int leftOut;
        synchronized (counts) {
            long now = System.nanoTime();
            Count count =
                    counts.computeIfAbsent(logger.getName() + '\0' + format, _ -> new Count(now));
            leftOut = 0;
            if (now - count.sinceNanos > WINDOW_NANOS) {
                leftOut = Math.max(0, count.seen - linesMax);
                count.sinceNanos = now;
                count.seen = 0;
            }
            count.seen++;
            if (count.seen > linesMax) {
                return FilterReply.DENY;
            }
        }
        if (leftOut > 0) {
            logger.warn("lines left out count={} like=\"{}\"", leftOut, format);
        }
        return FilterReply.NEUTRAL;
    }
}
