package dev.pharos.server.front.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ParamsTest {
    private static Params of(Map<String, String> values) {
        return new Params(name -> Optional.ofNullable(values.get(name)));
    }

    @Test
    void blankIsAbsentAndTheRestIsTrimmed() {
        Params params = of(Map.of("a", " x ", "b", "  "));
        assertThat(params.text("a")).contains("x");
        assertThat(params.text("b")).isEmpty();
        assertThat(params.text("b", "a")).contains("x");
        assertThat(params.raw("a")).contains(" x ");
        assertThatThrownBy(() -> params.required("b"))
                .isInstanceOf(FaultException.class)
                .hasMessage("b: missing (expected: a value)");
    }

    @Test
    void threeDialectsOfFlags() {
        Params params = of(Map.of("yes", "Yes", "one", "1", "no", "off", "odd", "maybe"));
        assertThat(params.flag("yes", false)).isTrue();
        assertThat(params.flag("odd", true)).isFalse();
        assertThat(params.flag("absent", true)).isTrue();
        assertThat(params.plainFlag("yes", true)).isFalse();
        assertThat(params.strictFlag("one", false)).isTrue();
        assertThat(params.strictFlag("no", true)).isFalse();
        assertThatThrownBy(() -> params.strictFlag("odd", true)).isInstanceOf(FaultException.class);
    }

    @Test
    void numbersSayWhatWasExpected() {
        Params params = of(Map.of("port", "80a", "weight", "heavy", "n", "12"));
        assertThat(params.requiredInteger("n")).isEqualTo(12);
        assertThat(params.lenientInteger("port", 3)).isEqualTo(3);
        assertThatThrownBy(() -> params.requiredInteger("port"))
                .hasMessageStartingWith("port: 80a (expected: ");
        assertThatThrownBy(() -> params.decimal("weight", 1))
                .hasMessage("weight: heavy (expected: a number)");
    }

    @Test
    void groupedNames() {
        assertThat(Names.service(Namespace.PUBLIC, " ", "s").grouped())
                .isEqualTo("DEFAULT_GROUP@@s");
        assertThat(Names.service(Namespace.PUBLIC, "g", "s").grouped()).isEqualTo("g@@s");
        assertThat(Names.service(Namespace.PUBLIC, "g", "h@@s"))
                .isEqualTo(new ServiceName(Namespace.PUBLIC, "h", "s"));
        for (String name : new String[] {"@@s", "g@@", "", "@@"}) {
            assertThatThrownBy(() -> Names.service(Namespace.PUBLIC, "g", name))
                    .isInstanceOf(FaultException.class)
                    .hasMessageStartingWith("serviceName: ");
        }
    }
}
