package dev.pharos.server.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Lets a line through a few times a minute and counts the rest, so that nothing that callers can
 * cause makes the log grow without bound. Two lines are the same when logger and pattern are. What
 * was left out is told when the minute is over, with the next line of any kind, and at the end.
 */
final class Repeats extends TurboFilter {
    private static final int LINES_MAX = 20;

    /** What was decided is looked for one by one, later. */
    private static final int DECISIONS_MAX = 20_000;

    private static final int KINDS_MAX = 512;
    private static final long WINDOW_NANOS = 60_000_000_000L;
    private static final int LOOKS = 12;
    private static final String REPEATED = "repeated=";

    private final LongSupplier nanos;

    /** The kinds of line seen of late, the one that was silent longest first. */
    private final LinkedHashMap<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true);

    private long lookedNanos;

    private static final class Count {
        private final Logger logger;
        private final String format;
        private long sinceNanos;
        private int seen;
        private int leftOut;

        Count(Logger logger, String format, long sinceNanos) {
            this.logger = logger;
            this.format = format;
            this.sinceNanos = sinceNanos;
        }
    }

    Repeats(LoggerContext context, LongSupplier nanos) {
        setContext(context);
        setName("repeats");
        this.nanos = nanos;
        this.lookedNanos = nanos.getAsLong();
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
                || !level.isGreaterOrEqual(logger.getEffectiveLevel())
                || format.startsWith(REPEATED)) {
            return FilterReply.NEUTRAL;
        }
        int linesMax = level.isGreaterOrEqual(Level.WARN) ? LINES_MAX : DECISIONS_MAX;
        List<Told> over;
        boolean passes;
        synchronized (counts) {
            long now = nanos.getAsLong();
            over = now - lookedNanos > WINDOW_NANOS / LOOKS ? over(now) : List.of();
            passes = passes(logger, format, linesMax, now);
        }
        over.forEach(Told::say);
        return passes ? FilterReply.NEUTRAL : FilterReply.DENY;
    }

    /** Tells what is not told yet. */
    void tellAll() {
        List<Told> left;
        synchronized (counts) {
            left = told(counts.values());
            counts.clear();
        }
        left.forEach(Told::say);
    }

    private boolean passes(Logger logger, String format, int linesMax, long now) {
        String kind = logger.getName() + '\0' + format;
        Count count = counts.computeIfAbsent(kind, _ -> new Count(logger, format, now));
        if (counts.size() > KINDS_MAX) {
            counts.pollFirstEntry();
        }
        count.seen++;
        if (count.seen > linesMax) {
            count.leftOut++;
            return false;
        }
        return true;
    }

    /** What was left out in minutes that are over; they begin anew with the next such line. */
    private List<Told> over(long now) {
        lookedNanos = now;
        List<Count> over =
                counts.values().stream()
                        .filter(count -> now - count.sinceNanos > WINDOW_NANOS)
                        .toList();
        counts.values().removeAll(over);
        return told(over);
    }

    private static List<Told> told(Collection<Count> counts) {
        return counts.stream()
                .filter(count -> count.leftOut > 0)
                .map(count -> new Told(count.logger, count.leftOut, count.format))
                .toList();
    }

    private record Told(Logger logger, int count, String format) {
        void say() {
            logger.warn(REPEATED + "{} like=\"{}\"", count, format);
        }
    }
}
