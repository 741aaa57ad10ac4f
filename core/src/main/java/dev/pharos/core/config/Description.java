package dev.pharos.core.config;

import java.util.List;
import java.util.Optional;

/**
 * What a publisher says about a configuration besides its content. Absent means not said: what that
 * does to the value before is the rule of each field.
 *
 * <p>Source: golden 20-config-v1-basic: {@code app} and {@code tags} keep their value when not
 * said, the others are emptied.
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
}
