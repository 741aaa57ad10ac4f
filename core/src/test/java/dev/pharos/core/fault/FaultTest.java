package dev.pharos.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.name.Namespace;
import org.junit.jupiter.api.Test;

final class FaultTest {
    @Test
    void anInvalidValueIsNamedWithWhatWasExpected() {
        assertThat(new Fault.Invalid("port", "70000", "0..65535").message())
                .isEqualTo("port: 70000 (expected: 0..65535)");
        assertThat(new Fault.Invalid("ip", "", "a value").message())
                .isEqualTo("ip: missing (expected: a value)");
    }

    @Test
    void aLongValueIsShownShort() {
        String message = new Fault.Invalid("ip", "x".repeat(10_000), "a value").message();
        assertThat(message).hasSizeLessThan(200).contains("(10000 long)");
    }

    @Test
    void aConflictNamesBothContents() {
        ConfigKey key = new ConfigKey(Namespace.PUBLIC, "g", "d");
        assertThat(new Fault.Conflict(key, "aa", "bb").message()).contains("aa").contains("bb");
        assertThat(new Fault.Conflict(key, "aa", "").message()).contains("none");
    }
}
