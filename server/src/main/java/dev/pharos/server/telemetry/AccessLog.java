package dev.pharos.server.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line for each call. Callers put it into a bounded queue and go on; one thread writes. What
 * finds the queue full is dropped, and counted in the log of the node.
 */
public final class AccessLog implements AutoCloseable {
    static final String NAME = "access";
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final int WAITING_MAX = 8192;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss.SSS Z", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());

    /** Who asked what, and how it went. Unit: {@code nanos} until the answer was handed over. */
    public record Line(String remote, String method, String path, Outcome outcome, long atMillis) {}

    /** What the caller got, and how long it took. */
    public record Outcome(int status, long bytes, long nanos) {}

    private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final LongAdder dropped = new LongAdder();
    private final ch.qos.logback.classic.Logger lines;
    private final Thread writer =
            Thread.ofPlatform().daemon().name("pharos-access").unstarted(this::write);

    private AccessLog(ch.qos.logback.classic.Logger lines) {
        this.lines = lines;
    }

    /** From now on {@code access.log} in this folder has the lines. */
    public static AccessLog open(Path folder) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ch.qos.logback.classic.Logger lines = context.getLogger(NAME);
        lines.setAdditive(false);
        lines.setLevel(Level.INFO);
        lines.addAppender(LogFiles.file(context, folder, NAME, "%msg%n"));
        AccessLog log = new AccessLog(lines);
        log.writer.start();
        return log;
    }

    /** Takes a line, or drops it. Thread: any; never blocks. */
    public void offer(Line line) {
        if (!waiting.offer(line)) {
            dropped.increment();
        }
    }

    /** Writes what waits. Blocks for a moment. */
    @Override
    public void close() {
        writer.interrupt();
        try {
            writer.join(Duration.ofSeconds(1));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        lines.detachAndStopAllAppenders();
    }

    static String text(Line line) {
        return line.remote()
                + " - - ["
                + TIME.format(Instant.ofEpochMilli(line.atMillis()))
                + "] \""
                + line.method()
                + ' '
                + printable(line.path())
                + "\" "
                + line.outcome().status()
                + ' '
                + line.outcome().bytes()
                + ' '
                + line.outcome().nanos() / 1000
                + "us";
    }

    /** No path begins a line of its own, or ends the quotes. */
    private static String printable(String path) {
        StringBuilder text = new StringBuilder(path.length());
        path.chars()
                .map(c -> Character.isISOControl(c) || c == '"' ? '?' : c)
                .forEach(c -> text.append((char) c));
        return text.toString();
    }

    private void write() {
        try {
            while (true) {
                lines.info(text(waiting.take()));
                if (waiting.isEmpty()) {
                    tellDropped();
                }
            }
        } catch (InterruptedException _) {
            List<Line> rest = new ArrayList<>();
            waiting.drainTo(rest);
            rest.forEach(line -> lines.info(text(line)));
            tellDropped();
        }
    }

    private void tellDropped() {
        long count = dropped.sumThenReset();
        if (count > 0) {
            LOG.warn("access log lines dropped count={} waiting-max={}", count, WAITING_MAX);
        }
    }
}
