package dev.pharos.testkit.golden.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TargetTest {
    private final Target target = Target.parse("http://127.0.0.1:12345");

    @Test
    void itsPortsReadAsThoseOfARecordedServer() {
        assertThat(target.asRecorded("at 127.0.0.1:12345, 127.0.0.1:11345 and 127.0.0.1:13345"))
                .isEqualTo("at 127.0.0.1:8848, 127.0.0.1:7848 and 127.0.0.1:9848");
        assertThat(target.asRecorded("{\"servePort\":12345,\"raftPort\":\"11345\"}"))
                .isEqualTo("{\"servePort\":8848,\"raftPort\":\"7848\"}");
    }

    @Test
    void otherNumbersStay() {
        String text = "127.0.0.1:123456, \"weight\":12345, 10.0.0.1:12345";
        assertThat(target.asRecorded(text)).isEqualTo(text);
    }
}
