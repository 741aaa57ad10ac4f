package dev.pharos.server.app;

import dev.pharos.core.config.ConfigCommand.Expected;
import dev.pharos.core.config.Description;
import dev.pharos.core.config.Gray;
import dev.pharos.core.name.ConfigKey;
import java.util.Optional;

/**
 * What somebody wants to publish.
 *
 * @param type as sent; blank or unknown means text
 * @param encryptedKey empty for plain text
 * @param expected compare-and-set; absent publishes in any case
 * @param user the author that the caller names; empty: the caller itself
 */
public record ConfigDraft(
        ConfigKey key,
        String text,
        String type,
        String encryptedKey,
        Description description,
        Optional<Gray.Rule> gray,
        Optional<Expected> expected,
        String user) {
    /** Plain text for everybody. */
    public static ConfigDraft of(ConfigKey key, String text) {
        return new ConfigDraft(
                key, text, "", "", Description.NONE, Optional.empty(), Optional.empty(), "");
    }
}
