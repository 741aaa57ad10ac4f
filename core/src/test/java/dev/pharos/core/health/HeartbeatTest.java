package dev.pharos.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class HeartbeatTest {
    @Test
    void anInstanceThatSaysNothingBeatsByTheDefaults() {
        assertThat(Heartbeat.of(Map.of("zone", "a"))).isEqualTo(Heartbeat.DEFAULT);
    }

    @Test
    void metadataSetsTheRhythm() {
        Map<String, String> metadata =
                Map.of(
                        Heartbeat.INTERVAL_KEY, "1000",
                        Heartbeat.TIMEOUT_KEY, "3000",
                        Heartbeat.REMOVAL_KEY, "9000");
        assertThat(Heartbeat.of(metadata)).isEqualTo(new Heartbeat(1000, 3000, 9000));
    }

    @Test
    void whatIsNotDigitsCountsAsNotSaid() {
        for (String text : new String[] {"abc", "", "-1", "1.5", "99999999999999999999"}) {
            assertThat(Heartbeat.of(Map.of(Heartbeat.INTERVAL_KEY, text)).intervalMillis())
                    .as(text)
                    .isEqualTo(5_000);
        }
    }

    @Test
    void silenceMakesUnhealthyAndThenEnds() {
        Heartbeat heartbeat = Heartbeat.DEFAULT;
        assertThat(heartbeat.verdict(0, 15_000)).isEqualTo(Heartbeat.Verdict.HEALTHY);
        assertThat(heartbeat.verdict(0, 15_001)).isEqualTo(Heartbeat.Verdict.UNHEALTHY);
        assertThat(heartbeat.verdict(0, 30_000)).isEqualTo(Heartbeat.Verdict.UNHEALTHY);
        assertThat(heartbeat.verdict(0, 30_001)).isEqualTo(Heartbeat.Verdict.EXPIRED);
    }
}
