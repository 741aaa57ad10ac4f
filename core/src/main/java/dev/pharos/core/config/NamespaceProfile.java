package dev.pharos.core.config;

import dev.pharos.core.name.Namespace;
import dev.pharos.core.size.Size;

/** A namespace that somebody created. Unit: milliseconds since 1970. */
public record NamespaceProfile(
        Namespace namespace, String name, String desc, long createdMillis, long modifiedMillis) {
    long bytes() {
        return bytes(namespace, name, desc);
    }

    static long bytes(Namespace namespace, String name, String desc) {
        return 2 * Size.NODE + Size.of(namespace.id()) + Size.of(name) + Size.of(desc);
    }
}
