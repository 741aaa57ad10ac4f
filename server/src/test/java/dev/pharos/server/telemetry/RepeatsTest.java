package dev.pharos.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RepeatsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final LoggerContext context = new LoggerContext();
    private final Repeats repeats = new Repeats(context, nanos::get);
    private final Logger logger = context.getLogger("some");
    private final ListAppender<ILoggingEvent> seen = new ListAppender<>();

    RepeatsTest() {
        context.addTurboFilter(repeats);
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
    void whatWasLeftOutIsToldWhenTheMinuteIsOver() {
        for (int i = 0; i < 1000; i++) {
            logger.warn("refused port={}", i);
        }
        nanos.set(61_000_000_000L);
        logger.info("something else");

        assertThat(said()).last().isEqualTo("something else");
        assertThat(said()).contains("repeated=980 like=\"refused port={}\"");

        logger.warn("refused port={}", 1);
        assertThat(said()).last().isEqualTo("refused port=1");
    }

    @Test
    void decisionsHaveALineEachUpToABound() {
        for (int i = 0; i < 20_005; i++) {
            logger.info("{} by={}", i, "10.0.0.1");
        }
        assertThat(seen.list).hasSize(20_000);

        repeats.tellAll();
        assertThat(said()).last().isEqualTo("repeated=5 like=\"{} by={}\"");
    }

    private List<String> said() {
        return seen.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void theAccessLogHasEveryLine() {
        for (int i = 0; i < 1000; i++) {
            context.getLogger(AccessLog.NAME).info("{}", i);
        }

        assertThat(seen.list).hasSize(1000);
    }
}
