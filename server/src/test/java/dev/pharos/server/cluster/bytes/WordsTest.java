package dev.pharos.server.cluster.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WordsTest {
    private static final String LONG = "w".repeat(65);

    private final Words words = new Words();

    @Test
    void aWordThatHasComeBeforeIsTheSame() {
        String first = read("DEFAULT_GROUP");
        assertThat(read("DEFAULT_GROUQ")).isEqualTo("DEFAULT_GROUQ");
        assertThat(read("DEFAULT_GROUP")).isSameAs(first);
    }

    @Test
    void whatIsLongOrNotAsciiIsReadAsWell() {
        for (String text : List.of("", LONG, "grüße", "\u4e2d\u6587", "a\ud83d\ude00b")) {
            assertThat(read(text)).isEqualTo(text);
            assertThat(read(text)).isEqualTo(text);
        }
    }

    /** More of them than there are places, and many that fall on one. */
    @Test
    void noWordIsTakenForAnother() {
        Random random = new Random(7);
        List<String> texts = new ArrayList<>(List.of("Aa", "BB", "AaAa", "BBBB", "AaBB", "BBAa"));
        for (int i = 0; i < 5_000; i++) {
            texts.add(Integer.toString(random.nextInt(3_000), 36));
        }
        for (String text : texts) {
            assertThat(read(text)).isEqualTo(text);
        }
    }

    @Test
    void aWordEndsWhereItsLengthSays() {
        ByteWriter out = new ByteWriter();
        out.text("group");
        out.text("groups");
        out.whole(7);
        ByteReader in = new ByteReader(ByteBuffer.wrap(out.toBytes()), words);
        assertThat(in.word()).isEqualTo("group");
        assertThat(in.word()).isEqualTo("groups");
        assertThat(in.whole()).isEqualTo(7);
        in.end();
    }

    private String read(String text) {
        ByteWriter out = new ByteWriter();
        out.text(text);
        ByteBuffer bytes = ByteBuffer.allocate(100).position(3).put(out.toBytes()).flip();
        return new ByteReader(bytes.position(3), words).word();
    }
}
