package dev.pharos.server.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** How much is logged, by topic, for as long as the process lives. */
public final class LogLevels {
    private LogLevels() {}

    /**
     * From now on the file of this topic has what is of this level or above, and nothing else.
     *
     * @param file its name without the ending, as in {@code naming-server}
     * @return whether there are such a file and such a level
     */
    public static boolean set(String file, String level) {
        @Nullable Level wanted = Level.toLevel(level, null);
        List<String> loggers = Topics.loggersOf(file);
        if (wanted == null || loggers.isEmpty()) {
            return false;
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        loggers.forEach(logger -> context.getLogger(logger).setLevel(wanted));
        return true;
    }
}
