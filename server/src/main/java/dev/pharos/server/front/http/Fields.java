package dev.pharos.server.front.http;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Named values of one place in a request. */
sealed interface Fields permits Form {
    /** The first value, or null when there is none. */
    @Nullable String first(String name);

    /** Adds every value, in order. */
    void all(String name, List<String> into);

    /** Adds every name that can be decoded. */
    void names(Set<String> into);
}
