package dev.pharos.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SameLinesTest {
    private final AtomicLong nanos = new AtomicLong();
    private final LoggerContext context = new LoggerContext();
    private final List<String> passed = new ArrayList<>();
    private final SameLines lines =
            new SameLines(context, nanos::get, event -> passed.add(event.getFormattedMessage()));

    @Test
    void whatIsSaidAgainAndAgainIsALineAndACount() {
        for (int i = 0; i < 1500; i++) {
            say("refused publish config=a");
        }
        assertThat(passed).containsExactly("refused publish config=a");

        nanos.addAndGet(SameLines.WINDOW_NANOS);
        lines.tell();
        assertThat(passed).last().isEqualTo("refused publish config=a repeated=1499");
        say("refused publish config=a");
        assertThat(passed).last().isEqualTo("refused publish config=a");
    }

    @Test
    void linesThatTakeTurnsAreCountedEachAndWhatCameOnceIsNot() {
        say("once");
        for (int i = 0; i < 10; i++) {
            say("one");
            say("other");
        }
        lines.tellAll();
        lines.tellAll();
        assertThat(passed)
                .containsExactly("once", "one", "other", "one repeated=9", "other repeated=9");
    }

    @Test
    void anyNumberOfLinesIsRememberedInBoundedRoom() {
        say("first");
        say("first");
        for (int i = 0; i < 1000; i++) {
            say("line " + i);
        }
        assertThat(passed).hasSize(1002).contains("first repeated=1", "line 999");
    }

    @Test
    void aStackTraceAndALongLineArePassedOn() {
        for (int i = 0; i < 2; i++) {
            say("broken", new IllegalStateException("why"));
            say("x".repeat(2000));
        }
        assertThat(passed).hasSize(4);
    }

    private void say(String text) {
        say(text, null);
    }

    private void say(String text, @Nullable Throwable failure) {
        var _ =
                lines.take(
                        new LoggingEvent(
                                "here",
                                context.getLogger("some"),
                                Level.INFO,
                                text,
                                failure,
                                null));
    }
}
