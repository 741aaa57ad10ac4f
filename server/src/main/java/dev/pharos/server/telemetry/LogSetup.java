package dev.pharos.server.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterReply;
import org.slf4j.Logger;

/**
 * What is logged before anybody has said where to: warnings and errors, on standard error. In code,
 * because reading a configuration in XML takes longer than all else that a start does for the log.
 * Tests bring their own configuration, which counts more.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final String LIBRARY = "com.alipay.sofa.jraft";

    /**
     * The Raft library warns there, at each start before the first snapshot, that there is none.
     */
    private static final String SNAPSHOTS = LIBRARY + ".storage.snapshot.local";

    private static final String TESTS = "logback-test.xml";

    /** Called by logback, with the name in META-INF/services. */
    public LogSetup() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (LogSetup.class.getClassLoader().getResource(TESTS) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        context.setMaxCallerDataDepth(1);
        context.addTurboFilter(new Repeats(context, System::nanoTime));
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        context.getLogger("dev.pharos").setLevel(Level.INFO);
        context.getLogger(SNAPSHOTS).setLevel(Level.ERROR);
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(standardError(context));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** What matters of it is said by us, in a line that names the remedy; its file has the rest. */
    private static final class NotTheLibrary extends Filter<ILoggingEvent> {
        @Override
        public FilterReply decide(ILoggingEvent event) {
            return event.getLoggerName().startsWith(LIBRARY)
                    ? FilterReply.DENY
                    : FilterReply.NEUTRAL;
        }
    }

    private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(LogFiles.lines(context, LogFiles.LINE));
        ThresholdFilter warnings = new ThresholdFilter();
        warnings.setLevel(Level.WARN.levelStr);
        warnings.start();
        appender.addFilter(warnings);
        appender.addFilter(new NotTheLibrary());
        appender.start();
        return appender;
    }
}
