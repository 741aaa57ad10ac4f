package dev.pharos.server.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Of lines that say the very same it passes on the first, and counts those that come within ten
 * seconds of it; then comes one that says how many there were. What has a stack trace is passed on
 * as it is.
 *
 * <p>Limit: {@value #LINES_MAX} lines of at most {@value #LENGTH_MAX} characters are remembered.
 * Thread: one at a time.
 */
final class SameLines {
    static final long WINDOW_NANOS = 10_000_000_000L;
    private static final int LINES_MAX = 256;
    private static final int LENGTH_MAX = 1000;

    private final LoggerContext context;
    private final LongSupplier nanos;
    private final Consumer<ILoggingEvent> passed;

    /** The lines that were passed on of late, the first one first. */
    private final LinkedHashMap<Line, Count> counts = new LinkedHashMap<>();

    private record Line(String logger, Level level, String text) {}

    private static final class Count {
        private final long sinceNanos;
        private int more;

        Count(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }
    }

    /** {@code passed}: takes what is to be written. */
    SameLines(LoggerContext context, LongSupplier nanos, Consumer<ILoggingEvent> passed) {
        this.context = context;
        this.nanos = nanos;
        this.passed = passed;
    }

    /** Says whether it was counted, so that {@link #tell} has something to say later. */
    boolean take(ILoggingEvent event) {
        tell();
        String text = String.valueOf(event.getFormattedMessage());
        if (event.getThrowableProxy() != null || text.length() > LENGTH_MAX) {
            passed.accept(event);
            return false;
        }
        Line line = new Line(event.getLoggerName(), event.getLevel(), text);
        Count count = counts.get(line);
        if (count != null) {
            count.more++;
            return true;
        }
        counts.put(line, new Count(nanos.getAsLong()));
        if (counts.size() > LINES_MAX) {
            tell(counts.pollFirstEntry());
        }
        passed.accept(event);
        return false;
    }

    /** Says how often lines came whose time is over. */
    void tell() {
        long now = nanos.getAsLong();
        Iterator<Map.Entry<Line, Count>> all = counts.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Line, Count> eldest = all.next();
            if (now - eldest.getValue().sinceNanos < WINDOW_NANOS) {
                return;
            }
            all.remove();
            tell(eldest);
        }
    }

    /** Says how often all came that are counted still. */
    void tellAll() {
        while (!counts.isEmpty()) {
            tell(counts.pollFirstEntry());
        }
    }

    private void tell(Map.Entry<Line, Count> counted) {
        int more = counted.getValue().more;
        if (more > 0) {
            Line line = counted.getKey();
            Logger logger = context.getLogger(line.logger());
            passed.accept(
                    new LoggingEvent(
                            SameLines.class.getName(),
                            logger,
                            line.level(),
                            line.text() + " repeated=" + more,
                            null,
                            null));
        }
    }
}
