package dev.pharos.server.front.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class JsonTest {
    private static final String MIXED =
            "{\"t\":\"x\",\"n\":7,\"q\":\"8\",\"d\":1.50,\"b\":true,\"z\":null,"
                    + "\"o\":{\"a\":1},\"l\":[1,\"two\",null],\"m\":[{\"k\":\"v\"}]}";

    @Test
    void readsLeniently() {
        JsonObject json = Json.parse(MIXED);
        assertThat(json.text("t")).contains("x");
        assertThat(json.text("n")).contains("7");
        assertThat(json.integer("q", 0)).isEqualTo(8);
        assertThat(json.integer("absent", 5)).isEqualTo(5);
        assertThat(json.decimal("d", 0)).isEqualTo(1.5);
        assertThat(json.flag("b", false)).isTrue();
        assertThat(json.has("z")).isFalse();
        assertThat(json.object("o").orElseThrow().number("a", 0)).isEqualTo(1);
        assertThat(json.texts("l")).containsExactly("1", "two");
        assertThat(json.objects("m").getFirst().text("k")).contains("v");
    }

    @Test
    void writesAgainWhatItRead() {
        assertThat(Json.parse(MIXED).json()).isEqualTo(MIXED);
    }

    @Test
    void hugeNumbersStayText() {
        JsonObject json = Json.parse("{\"n\":1e999999999,\"i\":99999999999999999999}");
        assertThat(json.textMap()).containsEntry("n", "1e999999999");
        assertThatThrownBy(() -> json.number("n", 0)).isInstanceOf(BrokenJsonException.class);
        assertThatThrownBy(() -> json.integer("i", 0)).isInstanceOf(BrokenJsonException.class);
    }

    @Test
    void whatIsBrokenHasOneException() {
        String[] broken = {
            "",
            "{",
            "[1]",
            "nul",
            "{\"a\":}",
            "{'a':1}",
            "[".repeat(1000),
            "{\"a\":" + "[".repeat(99)
        };
        for (String text : broken) {
            assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(BrokenJsonException.class);
        }
        assertThatThrownBy(() -> Json.parse(MIXED).integer("t", 0))
                .isInstanceOf(BrokenJsonException.class)
                .hasMessage("t: x (expected: a number)");
        assertThatThrownBy(() -> Json.parse(MIXED).text("o"))
                .isInstanceOf(BrokenJsonException.class);
        assertThatThrownBy(() -> Json.parse(new byte[] {'{', '"', (byte) 0xff, '"'}))
                .isInstanceOf(BrokenJsonException.class);
    }

    @Test
    void halfACharacterIsRefused() {
        String[] broken = {
            "{\"a\":\"\\ud800\"}",
            "{\"a\":\"x\\udc00y\"}",
            "{\"a\":[\"\\udc00\\ud800\"]}",
            "{\"\\ud83d\":1}",
            "{\"a\":\"\\ud83d\\ud83d\\ude00\"}"
        };
        for (String text : broken) {
            assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(BrokenJsonException.class);
            assertThatThrownBy(() -> Json.parse(text.getBytes(UTF_8)))
                    .isInstanceOf(BrokenJsonException.class);
            assertThatThrownBy(() -> Json.parseLoosely(text))
                    .isInstanceOf(BrokenJsonException.class);
        }
        assertThat(Json.parse("{\"a\":\"\\ud83d\\ude00\"}").text("a")).contains("\ud83d\ude00");
    }

    @Test
    void mutilatedDocumentsAreReadOrRefused() {
        Random random = new Random(20_251_126);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = MIXED.getBytes(UTF_8);
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                JsonObject json = Json.parse(bytes);
                assertThat(Json.parse(json.json()).textMap()).isEqualTo(json.textMap());
                read++;
            } catch (BrokenJsonException expected) {
                assertThat(expected).hasMessageNotContaining("\n");
            }
        }
        assertThat(read).isPositive();
    }
}
