package dev.pharos.server.telemetry;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.rolling.RollingFileAppender;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Puts each line into the file of its topic, under the name that Nacos gives it; nacos.log has what
 * is of no topic. A file is there from its first line on. What is said again and again is counted.
 *
 * <p>Source: Nacos 1.x to 3.x, the files in its logs folder.
 */
final class Topics extends AppenderBase<ILoggingEvent> {
    private static final String OTHERS = "nacos";

    /** Rooms, by the beginning of the logger's name. */
    private static final List<Topic> TOPICS =
            List.of(
                    new Topic("dev.pharos.decision.naming", "naming-server"),
                    new Topic("dev.pharos.decision.config", "config-server"),
                    new Topic("dev.pharos.server.state.RegistryKeeper", "naming-server"),
                    new Topic("dev.pharos.server.cluster.sync", "naming-distro"),
                    new Topic("dev.pharos.server.cluster.member", "nacos-cluster"),
                    new Topic("dev.pharos.server.cluster.peer", "nacos-cluster"),
                    new Topic("dev.pharos.server.probe", "naming-server"),
                    new Topic("dev.pharos.server.front.v1.naming", "naming-server"),
                    new Topic("dev.pharos.server.front.v1.push", "naming-push"),
                    new Topic("dev.pharos.server.watch", "naming-push"),
                    new Topic("dev.pharos.server.state.ConfigKeeper", "config-server"),
                    new Topic("dev.pharos.server.front.v1.config", "config-server"),
                    new Topic("dev.pharos.server.cluster.raft", "naming-raft"),
                    new Topic("dev.pharos.server.cluster.log", "naming-raft"),
                    new Topic("dev.pharos.raft", "naming-raft"),
                    new Topic("dev.pharos.cluster", "naming-raft"),
                    new Topic("dev.pharos.server.cluster.peer", "naming-raft"),
                    new Topic("com.alipay.sofa.jraft", "alipay-jraft"),
                    new Topic("dev.pharos.server.front.grpc", "remote"));

    private final Function<String, RollingFileAppender<ILoggingEvent>> open;
    private final Map<String, RollingFileAppender<ILoggingEvent>> files = new HashMap<>();
    private final SameLines lines;
    private boolean looking;

    private record Topic(String loggers, String file) {}

    Topics(LoggerContext context, Function<String, RollingFileAppender<ILoggingEvent>> open) {
        setContext(context);
        setName("topics");
        this.open = open;
        this.lines = new SameLines(context, System::nanoTime, this::write);
    }

    /** Called by one thread at a time. */
    @Override
    protected void append(ILoggingEvent event) {
        boolean counts = lines.take(event);
        if (counts && !looking) {
            looking = true;
            var _ =
                    getContext()
                            .getScheduledExecutorService()
                            .schedule(this::look, SameLines.WINDOW_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    /** What was counted is told in time, also when nobody says anything more. */
    private synchronized void look() {
        looking = false;
        if (isStarted()) {
            lines.tell();
        }
    }

    private void write(ILoggingEvent event) {
        files.computeIfAbsent(fileOf(event.getLoggerName()), open).doAppend(event);
    }

    @Override
    public synchronized void stop() {
        super.stop();
        lines.tellAll();
        files.values().forEach(RollingFileAppender::stop);
    }

    /** Whose lines a file has; none for a file that is not one of a topic. */
    static List<String> loggersOf(String file) {
        return TOPICS.stream()
                .filter(topic -> topic.file().equals(file))
                .map(Topic::loggers)
                .toList();
    }

    static String fileOf(String logger) {
        return TOPICS.stream()
                .filter(topic -> logger.startsWith(topic.loggers()))
                .findFirst()
                .map(Topic::file)
                .orElse(OTHERS);
    }
}
