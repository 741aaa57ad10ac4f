package dev.pharos.core.name;

import org.jspecify.annotations.Nullable;

/**
 * A separate world of services and configurations.
 *
 * <p>Source: Nacos spells its public namespace as an absent value, as {@code ""}, as {@code public}
 * and as {@code null}, depending on module and generation (golden 20-config-v1-basic). Here it has
 * one form, and a dialect echoes the spelling its caller used.
 */
public record Namespace(String id) implements Comparable<Namespace> {
    public static final Namespace PUBLIC = new Namespace("public");

    /** The namespace that a caller means, whichever way the public one is spelt. */
    public static Namespace of(@Nullable String spelling) {
        if (spelling == null
                || spelling.isBlank()
                || spelling.equalsIgnoreCase("public")
                || spelling.equalsIgnoreCase("null")) {
            return PUBLIC;
        }
        return new Namespace(spelling.strip());
    }

    /** The namespace of this very id, which for the public one is always the same object. */
    public static Namespace ofId(String id) {
        return PUBLIC.id.equals(id) ? PUBLIC : new Namespace(id);
    }

    public boolean isPublic() {
        return equals(PUBLIC);
    }

    @Override
    public int compareTo(Namespace other) {
        return id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return id;
    }
}
