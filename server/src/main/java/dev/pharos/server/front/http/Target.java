package dev.pharos.server.front.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/**
 * The first line of a request, taken apart.
 *
 * @param uri as it came, a byte a character
 * @param path decoded; as it came when it cannot be decoded
 * @param query as it came, without the question mark; empty when there is none
 * @param complaint what was expected of the uri and is not so; empty when nothing is wrong
 */
record Target(String method, String uri, String path, String query, String complaint) {
    private static final byte[] NOTHING = {};

    /** A bit for every ASCII character that has no place in a uri. */
    private static final long UNFIT_LOW =
            ~0L >>> 31 | 1L << '"' | 1L << '#' | 1L << '<' | 1L << '>';

    private static final long UNFIT_HIGH =
            1L << '\\' | 1L << '^' | 1L << '`' | 1L << '{' | 1L << '|' | 1L << '}' | 1L << 0x7f;

    static Target parse(String method, String uri) {
        int start = pathStart(uri);
        int mark = uri.indexOf('?', start);
        String raw = mark < 0 ? uri.substring(start) : uri.substring(start, mark);
        String query = mark < 0 ? "" : uri.substring(mark + 1);
        String complaint = complaint(uri, start);
        String path = complaint.isEmpty() ? decode(raw) : raw;
        if (path == null) {
            return new Target(method, uri, raw, query, "UTF-8, percent-encoded");
        }
        if (complaint.isEmpty()) {
            complaint = oddity(raw, path);
        }
        return new Target(method, uri, path.isEmpty() ? "/" : path, query, complaint);
    }

    byte[] queryBytes() {
        return query.isEmpty() ? NOTHING : query.getBytes(ISO_8859_1);
    }

    /** A proxy sends the whole address; what stands before the path is not for us. */
    private static int pathStart(String uri) {
        if (uri.startsWith("/") || uri.indexOf("://") < 0) {
            return 0;
        }
        int slash = uri.indexOf('/', uri.indexOf("://") + 3);
        return slash < 0 ? uri.length() : slash;
    }

    private static @Nullable String decode(String raw) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        byte[] bytes = raw.getBytes(ISO_8859_1);
        return Fields.decode(bytes, 0, bytes.length, false);
    }

    /** What RFC 3986 has no place for; the servers that Nacos ran in refuse it too. */
    private static String complaint(String uri, int start) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c > 0x7f || ((c < 64 ? UNFIT_LOW : UNFIT_HIGH) >>> c & 1) != 0) {
                return "percent-encoding of " + (c > ' ' && c < 0x7f ? c : "other characters");
            }
        }
        boolean rooted = uri.startsWith("/", start) || start > 0 || uri.equals("*");
        return rooted ? "" : "a slash at the beginning";
    }

    /** Forms of a path that could tell a guard something else than they tell a router. */
    private static String oddity(String raw, String path) {
        if (raw.indexOf(';') >= 0) {
            return "a path without semicolon";
        }
        if (path.contains("//")) {
            return "single slashes";
        }
        if (path.contains("/.") && hasDotStep(path)) {
            return "a path without . and ..";
        }
        if (path.length() == raw.length()) {
            return "";
        }
        if (raw.contains("%2F") || raw.contains("%2f") || path.indexOf('\\') >= 0) {
            return "a path without encoded slash";
        }
        return path.chars().anyMatch(Character::isISOControl)
                ? "a path without control characters"
                : "";
    }

    private static boolean hasDotStep(String path) {
        return (path + "/").contains("/./") || (path + "/").contains("/../");
    }
}
