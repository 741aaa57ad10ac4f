package dev.pharos.server.boot.host;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class MemoryTest {
    private static final long MEGA = 1L << 20;

    @Test
    void theUsualHeapFitsIntoAContainerOfTwiceItsSize() {
        assertThatCode(() -> new Memory(256 * MEGA, 512 * MEGA).require())
                .doesNotThrowAnyException();
    }

    @Test
    void aHeapThatIsTooSmallIsNamedWithTheRemedy() {
        assertThatThrownBy(() -> new Memory(16 * MEGA, 512 * MEGA).require())
                .hasMessage(
                        "too little memory: the heap may have 16 MB (expected: at least 40 MB;"
                                + " JVM_XMX, or -Xmx in JAVA_OPT)");
    }

    @Test
    void aContainerThatTheHeapAloneWouldFillIsNamedToo() {
        assertThatThrownBy(() -> new Memory(256 * MEGA, 256 * MEGA).require())
                .hasMessageStartingWith(
                        "too little memory: this machine or container has 256 MB, and the heap may"
                                + " take 256 MB of it");
    }
}
