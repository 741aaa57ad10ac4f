package dev.pharos.core.config;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.name.Alphabet;
import dev.pharos.core.name.ConfigKey;
import java.util.List;
import java.util.Optional;

/**
 * What a configuration may look like. The same rules hold whichever way a request came.
 *
 * <p>Source: Nacos 2.5.1 (golden 24-config-v1-bad-input); namespaces may be as long as 1.1.3 and
 * the column of its database allow.
 */
public final class ConfigRules {
    private static final int DATA_ID_MAX = 256;
    private static final int GROUP_MAX = 128;
    private static final int NAMESPACE_MAX = 128;
    private static final int GRAYS_MAX = 10;
    private static final int TAG_MAX = 16;
    private static final int LABELS_MAX = 5;
    private static final int LABEL_MAX = 64;
    private static final int DESC_MAX = 128;
    private static final int SHORT_MAX = 32;
    private static final int SCHEMA_MAX = 32_768;

    private final int contentMax;

    /** Unit: {@code contentMax} in characters. */
    public ConfigRules(int contentMax) {
        this.contentMax = contentMax;
    }

    public Optional<Fault> key(ConfigKey key) {
        return name("dataId", key.dataId(), DATA_ID_MAX, Alphabet.PLAIN)
                .or(() -> name("group", key.group(), GROUP_MAX, Alphabet.PLAIN))
                .or(() -> name("tenant", key.namespace().id(), NAMESPACE_MAX, Alphabet.WORD));
    }

    public Optional<Fault> capacity(Capacity.Subject subject) {
        return switch (subject.kind()) {
            case NAMESPACE -> name("tenant", subject.name(), NAMESPACE_MAX, Alphabet.WORD);
            case GROUP ->
                    subject.name().isEmpty()
                            ? Optional.empty()
                            : name("group", subject.name(), GROUP_MAX, Alphabet.PLAIN);
        };
    }

    public Optional<Fault> content(String text) {
        if (text.isBlank()) {
            return Optional.of(new Fault.Invalid("content", text, "something to publish"));
        }
        return text.length() <= contentMax
                ? Optional.empty()
                : Optional.of(new Fault.TooLarge("content", text.length(), contentMax));
    }

    /**
     * Whether a configuration may have that version beside those it has; it may always have a new
     * content for one of them. Source: the bound of Nacos 2.5.
     */
    public Optional<Fault> another(ConfigView of, Gray.Rule rule) {
        int grays = of.grays().size();
        return grays < GRAYS_MAX || of.gray(rule.name()).isPresent()
                ? Optional.empty()
                : Optional.of(new Fault.TooLarge("gray versions", grays + 1L, GRAYS_MAX));
    }

    public Optional<Fault> tag(String tag) {
        return name("tag", tag, TAG_MAX, Alphabet.PLAIN);
    }

    public Optional<Fault> description(Description description) {
        return labels(description.tags().orElse(List.of()))
                .or(() -> length("desc", description.desc(), DESC_MAX))
                .or(() -> length("use", description.use(), SHORT_MAX))
                .or(() -> length("effect", description.effect(), SHORT_MAX))
                .or(() -> length("schema", description.schema(), SCHEMA_MAX));
    }

    private static Optional<Fault> labels(List<String> labels) {
        if (labels.size() > LABELS_MAX) {
            return Optional.of(new Fault.TooLarge("config_tags", labels.size(), LABELS_MAX));
        }
        return labels.stream()
                .flatMap(label -> length("config_tags", Optional.of(label), LABEL_MAX).stream())
                .findFirst();
    }

    private static Optional<Fault> length(String field, Optional<String> value, int max) {
        return value.filter(text -> text.length() > max)
                .map(text -> new Fault.TooLarge(field, text.length(), max));
    }

    private static Optional<Fault> name(String field, String value, int max, Alphabet alphabet) {
        return alphabet.expected(value, max)
                .map(expected -> new Fault.Invalid(field, value, expected));
    }
}
