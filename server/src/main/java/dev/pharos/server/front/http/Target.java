package dev.pharos.server.front.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/**
 * The first line of a request, taken apart.
 *
 * @param uri as it came, a byte a character
 * @param path decoded; as it came when it cannot be decoded
 * @param query as it came, without the question mark; empty when there is none
 * @param complaint what is wrong with the uri, empty when nothing is
 */
record Target(String method, String uri, String path, String query, String complaint) {
    private static final byte[] NOTHING = {};

    static Target parse(String method, String uri) {
        int start = pathStart(uri);
        int mark = uri.indexOf('?', start);
        String raw = mark < 0 ? uri.substring(start) : uri.substring(start, mark);
        String query = mark < 0 ? "" : uri.substring(mark + 1);
        if (raw.isEmpty()) {
            raw = "/";
        }
        String complaint = complaint(uri, start);
        String path = complaint.isEmpty() ? decode(raw) : null;
        if (path == null) {
            return new Target(
                    method, uri, raw, query, complaint.isEmpty() ? "a percent sign" : complaint);
        }
        return new Target(method, uri, path, query, oddity(raw, path));
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
        return Form.decode(bytes, 0, bytes.length, false);
    }

    /** What RFC 3986 has no place for; servers that Nacos ran in refuse it too. */
    private static String complaint(String uri, int start) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c >= 0x7f || "\"#<>\\^`{|}".indexOf(c) >= 0) {
                return c > ' ' && c < 0x7f ? "the character " + c : "a character like this";
            }
        }
        return uri.startsWith("/", start) || start == uri.length() || uri.equals("*")
                ? ""
                : "no slash at the beginning";
    }

    /** Forms of one path that tell a guard something else than they tell a router. */
    private static String oddity(String raw, String path) {
        if (raw.indexOf(';') >= 0) {
            return "a semicolon";
        }
        if (path.contains("//")) {
            return "two slashes in a row";
        }
        if (path.contains("/./")
                || path.contains("/../")
                || path.endsWith("/..")
                || path.endsWith("/.")) {
            return "a dot as a step";
        }
        if (path.length() != raw.length()) {
            return hidden(raw, path);
        }
        return "";
    }

    private static String hidden(String raw, String path) {
        String upper = raw.toUpperCase(java.util.Locale.ROOT);
        if (upper.contains("%2F") || path.indexOf('\\') >= 0) {
            return "an encoded slash";
        }
        return path.chars().anyMatch(Character::isISOControl) ? "a control character" : "";
    }
}
