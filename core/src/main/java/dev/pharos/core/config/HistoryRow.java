package dev.pharos.core.config;

import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.size.Size;
import java.util.Optional;

/**
 * One change of the past.
 *
 * @param number rises with each row, over all configurations
 * @param content what was inserted, what stood before an update, what was deleted: so that the
 *     content of an update row is what a rollback restores
 * @param description as it stood with that content
 * @param gray the gray version that was changed; absent: the formal one
 * @param published who had published that content, and when
 * @param by who made the change, and when
 */
public record HistoryRow(
        long number,
        ConfigKey key,
        Operation operation,
        Content content,
        Description description,
        Optional<Gray.Rule> gray,
        Configuration.Stamp published,
        Configuration.Stamp by) {

    /** In memory. */
    long bytes() {
        return 2 * Size.NODE
                + content.bytes()
                + description.bytes()
                + gray.map(Gray.Rule::bytes).orElse(0L)
                + published.author().bytes()
                + by.author().bytes();
    }

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
}
