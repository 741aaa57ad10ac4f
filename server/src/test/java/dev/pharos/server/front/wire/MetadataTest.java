package dev.pharos.server.front.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class MetadataTest {
    @Test
    void bothSpellings() {
        assertThat(Metadata.parse("k1=v1,k2=")).isEqualTo(Map.of("k1", "v1", "k2", ""));
        assertThat(Metadata.parse("{\"n\":1,\"b\":true,\"d\":1.50,\"z\":null}"))
                .isEqualTo(Map.of("n", "1", "b", "true", "d", "1.50"));
        assertThat(Metadata.parse("{\"o\":{\"a\":1},\"l\":[1,2]}"))
                .isEqualTo(Map.of("o", "{\"a\":1}", "l", "[1,2]"));
        assertThat(Metadata.parse("{'a':'b'}")).isEqualTo(Map.of("a", "b"));
        assertThat(Metadata.parse(" ")).isEmpty();
    }

    @Test
    void refusesWhatIsNeither() {
        for (String text : new String[] {"justtext", "a=b=c", "[\"a\"]", "{\"a\":", "None"}) {
            assertThatThrownBy(() -> Metadata.parse(text))
                    .isInstanceOfSatisfying(
                            FaultException.class,
                            e -> assertThat(e.fault()).isInstanceOf(Fault.Invalid.class));
        }
    }

    @Test
    void whatIsWrittenIsRead() {
        Random random = new Random(7);
        for (int round = 0; round < 1_000; round++) {
            Map<String, String> metadata = new TreeMap<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                metadata.put(anyText(random), anyText(random));
            }
            byte[] json = JsonWriter.object(object -> metadata.forEach(object::text));
            assertThat(Metadata.parse(new String(json, StandardCharsets.UTF_8)))
                    .isEqualTo(metadata);
        }
    }

    private static String anyText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            int c = random.nextInt(Character.MAX_CODE_POINT);
            text.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? '"' : c);
        }
        return text.toString();
    }
}
