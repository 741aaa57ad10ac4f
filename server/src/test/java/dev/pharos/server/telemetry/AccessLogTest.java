package dev.pharos.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.server.telemetry.AccessLog.Line;
import dev.pharos.server.telemetry.AccessLog.Outcome;
import org.junit.jupiter.api.Test;

final class AccessLogTest {
    @Test
    void noPathCanForgeALine() {
        Line line = new Line("10.0.0.1", "GET", "/a\n10.0.0.2 \"x", new Outcome(200, 5, 42_000), 0);

        assertThat(AccessLog.text(line))
                .startsWith("10.0.0.1 - - [")
                .endsWith("] \"GET /a?10.0.0.2 ?x\" 200 5 42us");
    }
}
