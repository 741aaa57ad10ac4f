package dev.pharos.core.config;

import dev.pharos.core.name.Namespace;

/** A namespace that somebody created. Unit: milliseconds since 1970. */
public record NamespaceProfile(
        Namespace namespace, String name, String desc, long createdMillis, long modifiedMillis) {}
