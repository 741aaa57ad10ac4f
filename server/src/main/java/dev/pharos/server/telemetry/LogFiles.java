package dev.pharos.server.telemetry;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TriggeringPolicyBase;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files that a node logs to, rolled and bounded; written by a thread of their own. */
public final class LogFiles implements AutoCloseable {
    /** What callers name begins no line of its own. */
    static final String LINE =
            "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%thread] %logger{0}"
                    + " %replace(%msg){'[\\r\\n]+',' '}%n";

    private static final long FILE_MAX_BYTES = 10L << 20;
    private static final int FILES_MAX = 5;
    private static final int LOOK_LINES = 100;
    private static final int WAITING_MAX = 16_384;

    private final LoggerContext context;

    private LogFiles(LoggerContext context) {
        this.context = context;
    }

    /**
     * From now on the files in this folder have what is logged; it is made when absent.
     *
     * @throws IOException in one line, why not
     */
    public static LogFiles open(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                throw new AccessDeniedException(folder.toString());
            }
        } catch (IOException e) {
            throw new IOException(
                    "the log folder "
                            + folder
                            + " cannot be written (key pharos.logs; expected: a folder of this"
                            + " user)",
                    e);
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(Logger.ROOT_LOGGER_NAME)
                .addAppender(async(context, topics(context, folder)));
        return new LogFiles(context);
    }

    /** Writes what waits and closes the files. Blocks for a moment. */
    @Override
    public void close() {
        context.getTurboFilterList().stream()
                .filter(Repeats.class::isInstance)
                .map(Repeats.class::cast)
                .forEach(Repeats::tellAll);
        context.stop();
    }

    private static Topics topics(LoggerContext context, Path folder) {
        Topics topics = new Topics(context, name -> file(context, folder, name, LINE));
        topics.start();
        return topics;
    }

    /** Counts what finds no room, and says it with the next line that does. */
    private static final class Counting extends AsyncAppender {
        private static final String NAME = LogFiles.class.getName();
        private final AtomicLong lost = new AtomicLong();

        @Override
        protected void append(ILoggingEvent event) {
            if (getRemainingCapacity() <= 1) {
                lost.incrementAndGet();
                return;
            }
            long count = lost.getAndSet(0);
            if (count > 0) {
                Logger logger = LoggerFactory.getLogger(NAME);
                super.append(
                        new LoggingEvent(
                                NAME,
                                (ch.qos.logback.classic.Logger) logger,
                                Level.WARN,
                                "log lines lost count=" + count + " waiting-max=" + WAITING_MAX,
                                null,
                                null));
            }
            super.append(event);
        }
    }

    /** Looks at the size after so many lines; logback's own does it once a minute at the most. */
    private static final class Full extends TriggeringPolicyBase<ILoggingEvent> {
        private int lines;

        @Override
        public boolean isTriggeringEvent(File file, ILoggingEvent event) {
            lines++;
            if (lines < LOOK_LINES) {
                return false;
            }
            lines = 0;
            return file.length() >= FILE_MAX_BYTES;
        }
    }

    private static AsyncAppender async(LoggerContext context, Topics files) {
        AsyncAppender async = new Counting();
        async.setContext(context);
        async.setName("files");
        async.setQueueSize(WAITING_MAX);
        async.setDiscardingThreshold(0);
        async.setNeverBlock(true);
        async.addAppender(files);
        async.start();
        return async;
    }

    static RollingFileAppender<ILoggingEvent> file(
            LoggerContext context, Path folder, String name, String pattern) {
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setContext(context);
        file.setName(name);
        file.setFile(folder.resolve(name + ".log").toString());
        file.setEncoder(lines(context, pattern));
        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(folder.resolve(name + ".%i.log").toString());
        rolling.setMinIndex(1);
        rolling.setMaxIndex(FILES_MAX - 1);
        rolling.start();
        Full full = new Full();
        full.setContext(context);
        full.start();
        file.setRollingPolicy(rolling);
        file.setTriggeringPolicy(full);
        file.start();
        return file;
    }

    static PatternLayoutEncoder lines(LoggerContext context, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        return encoder;
    }
}
