package dev.pharos.core.config;

import dev.pharos.core.name.ConfigKey;
import dev.pharos.core.size.Size;

/**
 * A configuration as everybody reads it who is not picked for a gray version.
 *
 * @param id a number that stays while the configuration does; unique among all
 * @param created who published it first
 * @param modified who published it last
 */
public record Configuration(
        ConfigKey key,
        long id,
        Content content,
        Description description,
        Stamp created,
        Stamp modified) {

    /** In memory. */
    public long bytes() {
        return 2 * Size.NODE
                + content.bytes()
                + description.bytes()
                + created.author().bytes()
                + modified.author().bytes();
    }

    /** Who did something, and when. Unit: milliseconds since 1970, as the writing node's clock. */
    public record Stamp(Author author, long atMillis) {}
}
