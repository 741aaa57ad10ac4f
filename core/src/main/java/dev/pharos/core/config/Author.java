package dev.pharos.core.config;

import dev.pharos.core.size.Size;

/** Who changed something: an authenticated name (empty when nobody was asked) and an address. */
public record Author(String user, String ip) {
    long bytes() {
        return Size.of(user) + Size.of(ip);
    }
}
