package dev.pharos.server.front.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.fault.FaultException;
import org.junit.jupiter.api.Test;

final class NamePatternTest {
    @Test
    void anExpressionFitsSomewhere() {
        assertThat(fits("", "g@@orders")).isTrue();
        assertThat(fits("rder", "g@@orders")).isTrue();
        assertThat(fits("o.d", "g@@orders")).isTrue();
        assertThat(fits("^orders", "g@@orders")).isFalse();
        assertThat(fits("orders|users", "g@@users")).isTrue();
        assertThat(fits("Orders", "g@@orders")).isFalse();
    }

    @Test
    void whatIsNoExpressionIsRefusedWithItsReason() {
        assertThatThrownBy(() -> new NamePattern("expr", "a("))
                .isInstanceOf(FaultException.class)
                .hasMessageStartingWith("expr: a( (expected: a regular expression; ");
        assertThatThrownBy(() -> new NamePattern("expr", "a".repeat(513)))
                .hasMessage("expr: 513 (expected: at most 512)");
    }

    @Test
    void oneThatWouldNeverEndIsRefused() {
        NamePattern endless = new NamePattern("expr", "(a+)+b");
        assertThatThrownBy(() -> endless.test("a".repeat(500)))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("quick to test");
    }

    private static boolean fits(String expression, String name) {
        return new NamePattern("expr", expression).test(name);
    }
}
