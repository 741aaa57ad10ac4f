package dev.pharos.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.server.telemetry.AccessLog.Line;
import dev.pharos.server.telemetry.AccessLog.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessLogTest {
    @TempDir private Path temp;

    @Test
    void everyLineThatWasTakenIsWritten() {
        try (AccessLog log = AccessLog.open(temp)) {
            for (int i = 0; i < 100; i++) {
                log.offer(new Line("10.0.0.1", "GET", "/" + i, new Outcome(200, 5, 42_000), 0));
            }
        }
        assertThat(temp.resolve("access.log")).content().hasLineCount(100).contains("\"GET /7\"");
    }

    @Test
    void noPathCanForgeALine() {
        Line line = new Line("10.0.0.1", "GET", "/a\n10.0.0.2 \"x", new Outcome(200, 5, 42_000), 0);

        assertThat(AccessLog.text(line))
                .startsWith("10.0.0.1 - - [")
                .endsWith("] \"GET /a?10.0.0.2 ?x\" 200 5 42us");
    }
}
