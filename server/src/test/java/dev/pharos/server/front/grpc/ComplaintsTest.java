package dev.pharos.server.front.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pharos.server.front.grpc.Complaints.Reason;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class ComplaintsTest {
    private final Logger log = (Logger) LoggerFactory.getLogger("dev.pharos.server.front.grpc");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final ScriptedDialect dialect = new ScriptedDialect();
    private final RunningEngine engine =
            RunningEngine.ready(
                    RunningEngine.limits(Duration.ofMinutes(1), Duration.ofMinutes(1)), dialect);

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void stop() {
        log.detachAppender(lines);
        engine.close();
    }

    @Test
    void oneLineForEachReason() {
        engine.probe().setUp("{}");
        Connection about = dialect.only();
        Complaints complaints = new Complaints();
        for (int n = 0; n < 1000; n++) {
            complaints.say(Reason.BROKEN_ACK, about, "first");
            complaints.say(Reason.NOT_SET_UP, about, "second");
            complaints.fault(Reason.PUSH_FAILED, about, new IllegalStateException("third"));
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(line -> line.contains("connection=" + about.id()))
                .hasSize(3);

        complaints.flush();
        complaints.flush();
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(line -> line.contains("left out=999"))
                .hasSize(3)
                .allMatch(line -> line.contains(about.id()));
    }
}
