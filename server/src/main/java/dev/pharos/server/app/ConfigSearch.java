package dev.pharos.server.app;

import dev.pharos.core.config.Configuration;
import dev.pharos.core.name.Namespace;
import java.util.List;

/**
 * What to look for among the configurations of a namespace; what is empty does not restrict.
 *
 * @param dataId exact, or with {@code *} for any run of characters when {@code like}
 * @param tags one of these
 * @param types one of these
 * @param like whether {@code *} (and, as in SQL, {@code %} and {@code _}) have a meaning
 */
public record ConfigSearch(
        Namespace namespace,
        String dataId,
        String group,
        String app,
        List<String> tags,
        List<String> types,
        boolean like) {
    public ConfigSearch {
        tags = List.copyOf(tags);
        types = List.copyOf(types);
    }

    boolean finds(Configuration config) {
        return matches(dataId, config.key().dataId())
                && matches(group, config.key().group())
                && (app.isEmpty() || app.equals(config.description().app().orElse("")))
                && (types.isEmpty() || types.contains(config.content().type()))
                && (tags.isEmpty()
                        || config.description().tags().orElse(List.of()).stream()
                                .anyMatch(tags::contains));
    }

    private boolean matches(String pattern, String value) {
        if (pattern.isBlank()) {
            return true;
        }
        return like ? Pattern.matches(pattern, 0, value, 0) : pattern.equals(value);
    }

    /** The patterns of SQL's LIKE, with {@code *} for {@code %}. */
    private static final class Pattern {
        private Pattern() {}

        static boolean matches(String pattern, int p, String value, int v) {
            int star = -1;
            int resume = 0;
            int at = p;
            int in = v;
            while (in < value.length()) {
                char wanted = at < pattern.length() ? pattern.charAt(at) : 0;
                if (wanted == '*' || wanted == '%') {
                    star = at++;
                    resume = in;
                } else if (at < pattern.length() && (wanted == '_' || wanted == value.charAt(in))) {
                    at++;
                    in++;
                } else if (star >= 0) {
                    at = star + 1;
                    in = ++resume;
                } else {
                    return false;
                }
            }
            while (at < pattern.length()
                    && (pattern.charAt(at) == '*' || pattern.charAt(at) == '%')) {
                at++;
            }
            return at == pattern.length();
        }
    }
}
