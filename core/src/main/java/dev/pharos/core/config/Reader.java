package dev.pharos.core.config;

import java.util.Optional;

/**
 * Who reads, as far as gray rules look at it.
 *
 * @param ip as the reader says or a proxy says of it
 * @param tag what it carries
 * @param insists it wants the version of its tag or none
 */
public record Reader(String ip, Optional<String> tag, boolean insists) {
    /** A reader without a tag. */
    public static Reader at(String ip) {
        return new Reader(ip, Optional.empty(), false);
    }
}
