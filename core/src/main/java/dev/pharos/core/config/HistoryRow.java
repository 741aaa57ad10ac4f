package dev.pharos.core.config;

import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.size.Size;
import java.util.Optional;

/**
 * One change of the past, without what was said: that is its {@link Body}, which lies elsewhere.
 *
 * @param number rises with each row, over all configurations
 * @param md5 of the content of the body
 * @param type of that content
 * @param size of the body; unit: bytes, see {@link Body#size}
 * @param description as it stood with that content, but a large one without its schema
 * @param gray the gray version that was changed; absent: the formal one
 * @param published who had published that content, and when
 * @param by who made the change, and when
 */
public record HistoryRow(
        long number,
        ConfigKey key,
        Operation operation,
        String md5,
        String type,
        long size,
        Description description,
        Optional<Gray.Rule> gray,
        Configuration.Stamp published,
        Configuration.Stamp by) {

    /** What was done. */
    public enum Operation {
        INSERT("I"),
        UPDATE("U"),
        DELETE("D");

        private final String letter;

        Operation(String letter) {
            this.letter = letter;
        }

        /** As the wire spells it. */
        public String letter() {
            return letter;
        }
    }

    /**
     * What was said.
     *
     * @param content what was inserted, what stood before an update, what was deleted: so that the
     *     body of an update row is what a rollback restores
     * @param description as it stood with that content
     */
    public record Body(ConfigKey key, Content content, Description description) {
        private static final long BESIDE = 128;

        /** About what it takes on a disk. Unit: bytes, the same on every node. */
        public long size() {
            return BESIDE
                    + Size.utf8(content.text())
                    + Size.utf8(content.encryptedKey())
                    + description.bytes();
        }
    }

    /** A row and its body. */
    public record Whole(HistoryRow row, Body body) {}

    /** In memory; what it shares with the row before it counts there. */
    long bytes() {
        return 2 * Size.NODE
                + Size.of(md5)
                + description.bytes()
                + gray.map(Gray.Rule::bytes).orElse(0L)
                + by.author().bytes();
    }

    /** The same, with the values of an older one of the same configuration where they are equal. */
    HistoryRow sharing(HistoryRow older) {
        return new HistoryRow(
                number,
                older.key,
                operation,
                shared(md5, older.md5),
                shared(type, older.type),
                size,
                shared(description, older.description),
                gray,
                shared(published, older.by),
                new Configuration.Stamp(shared(by.author(), older.by.author()), by.atMillis()));
    }

    private static <T> T shared(T mine, T others) {
        return mine.equals(others) ? others : mine;
    }
}
