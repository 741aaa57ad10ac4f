package dev.pharos.server.front.v1.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.fault.FaultException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenLineTest {
    @Test
    void linesWithAndWithoutNamespace() {
        assertThat(ListenLine.parse("a\2g\2md5\1b\2g\2\2dev\1"))
                .containsExactly(
                        new ListenLine("a", "g", "md5", Optional.empty()),
                        new ListenLine("b", "g", "", Optional.of("dev")));
    }

    @Test
    void theValueMayBeEncodedOnceMore() {
        assertThat(ListenLine.parse("a%02g%02x%01")).hasSize(1);
    }

    @Test
    void whatHasNoEndIsIgnored() {
        assertThat(ListenLine.parse("a\2g")).isEmpty();
        assertThat(ListenLine.parse("a\2g\2x\1b\2g")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\2\2\1", "a\2b\2c\2d\2e\1", "%zz\2g\2x\1"})
    void whatCannotBeMeantIsRefused(String value) {
        assertThatThrownBy(() -> ListenLine.parse(value))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("Listening-Configs");
    }

    @Test
    void moreLinesThanAClientHasAreRefused() {
        assertThatThrownBy(() -> ListenLine.parse("a\2g\2x\1".repeat(10_001)))
                .isInstanceOf(FaultException.class);
    }

    @Test
    void theAnswerSpellsTheNamespaceAsTheClientDid() {
        List<ListenLine> lines = ListenLine.parse("a\2g\2x\1b\2g\2x\2public\1c\2g\2x\2\1");
        assertThat(ListenLine.encode(lines)).isEqualTo("a%02g%01b%02g%02public%01c%02g%01\n");
    }

    @Test
    void anyTextIsParsedOrRefused() {
        Random random = new Random(Long.getLong("seed", 1));
        String letters = "ab\1\2%0129+ é";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(20); length > 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                ListenLine.parse(text.toString()).forEach(ListenLine::key);
            } catch (FaultException refused) {
                assertThat(refused.fault().message()).isNotEmpty();
            }
        }
    }
}
