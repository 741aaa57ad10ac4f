package dev.pharos.core.config;

import dev.pharos.core.size.Size;
import java.util.List;
import java.util.Optional;

/**
 * What a publisher says about a configuration besides its content.
 *
 * <p>Source: golden 20-config-v1-basic and 22-config-v1-search-history: what is not said empties
 * the field, except {@code app} and {@code tags}, which keep their value.
 */
public record Description(
        Optional<String> app,
        Optional<List<String>> tags,
        Optional<String> desc,
        Optional<String> use,
        Optional<String> effect,
        Optional<String> schema) {
    public static final Description NONE =
            new Description(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    private static final int SCHEMA_BRIEF_MAX = 256;

    public Description {
        tags = tags.map(List::copyOf);
    }

    long bytes() {
        long sum = bytes(app) + bytes(desc) + bytes(use) + bytes(effect) + bytes(schema);
        for (String tag : tags.orElse(List.of())) {
            sum += Size.of(tag);
        }
        return sum;
    }

    private static long bytes(Optional<String> text) {
        return text.isPresent() ? Size.of(text.get()) : 0;
    }

    /** The same, without what may be large: the schema, unless it is short. */
    Description brief() {
        return schema.filter(text -> text.length() > SCHEMA_BRIEF_MAX).isEmpty()
                ? this
                : new Description(app, tags, desc, use, effect, Optional.empty());
    }

    /** What holds when this is said after {@code before}. */
    Description after(Description before) {
        return new Description(
                app.or(before::app), tags.or(before::tags), desc, use, effect, schema);
    }
}
