package dev.pharos.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class LogLevelsTest {
    private final Logger topic =
            (Logger) LoggerFactory.getLogger(Topics.loggersOf("naming-server").getFirst());

    @AfterEach
    void restore() {
        topic.setLevel(null);
    }

    @Test
    void aTopicIsToldAsMuchAsItsLevelSays() {
        assertThat(LogLevels.set("naming-server", "error")).isTrue();
        assertThat(topic.isWarnEnabled()).isFalse();
        assertThat(topic.isErrorEnabled()).isTrue();
        assertThat(LogLevels.set("naming-server", "DEBUG")).isTrue();
        assertThat(topic.isDebugEnabled()).isTrue();
    }

    @Test
    void whatIsNoTopicOrNoLevelChangesNothing() {
        Level before = topic.getEffectiveLevel();
        assertThat(LogLevels.set("naming-main", "ERROR")).isFalse();
        assertThat(LogLevels.set("naming-server", "LOUD")).isFalse();
        assertThat(topic.getEffectiveLevel()).isEqualTo(before);
    }
}
