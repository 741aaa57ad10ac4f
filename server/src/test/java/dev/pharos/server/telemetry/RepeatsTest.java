package dev.pharos.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;

final class RepeatsTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("some");
    private final ListAppender<ILoggingEvent> seen = new ListAppender<>();

    RepeatsTest() {
        context.addTurboFilter(new Repeats(context));
        logger.setLevel(Level.INFO);
        seen.setContext(context);
        seen.start();
        logger.addAppender(seen);
        context.getLogger(AccessLog.NAME).addAppender(seen);
    }

    @Test
    void aLineThatComesAllTheTimeIsLetThroughAFewTimesAMinute() {
        for (int i = 0; i < 1000; i++) {
            logger.warn("refused port={}", i);
            logger.debug("not even looked at {}", i);
        }
        logger.warn("another port={}", 1);

        assertThat(seen.list).hasSize(21);
        assertThat(seen.list.getLast().getFormattedMessage()).isEqualTo("another port=1");
    }

    @Test
    void theAccessLogHasEveryLine() {
        for (int i = 0; i < 1000; i++) {
            context.getLogger(AccessLog.NAME).info("{}", i);
        }

        assertThat(seen.list).hasSize(1000);
    }
}
