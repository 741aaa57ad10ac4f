package dev.pharos.core.config;

import dev.pharos.core.name.ConfigKey;
import java.util.Optional;

/**
 * A durable change of configurations or namespaces. Its outcome depends on the state it is applied
 * to alone, so every node comes to the same one.
 *
 * <p>Unit: {@code atMillis} is milliseconds since 1970, stamped by {@code app}; it is shown, and
 * decides nothing.
 */
public sealed interface ConfigCommand {
    /**
     * Sets a configuration.
     *
     * @param expectedMd5 when present, only if the current content has this md5, or there is none
     */
    record Publish(
            ConfigKey key,
            Content content,
            Description description,
            Optional<String> expectedMd5,
            Author author,
            long atMillis)
            implements ConfigCommand {}
}
