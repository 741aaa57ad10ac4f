package dev.pharos.client.driver;

import java.io.UnsupportedEncodingException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A line of the driver's protocol: a verb, then fields {@code key=value} in order, which may
 * repeat; separated by spaces, keys and values percent-encoded. A field that is absent is null.
 */
final class Line {
    private static final String UTF_8 = "UTF-8";

    private final String verb;
    private final List<String[]> fields = new ArrayList<>();

    Line(String verb) {
        this.verb = verb;
    }

    static Line parse(String text) {
        String[] parts = text.split(" ");
        Line line = new Line(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            line.with(
                    decode(parts[i].substring(0, equals)), decode(parts[i].substring(equals + 1)));
        }
        return line;
    }

    Line with(String key, String value) {
        if (value != null) {
            fields.add(new String[] {key, value});
        }
        return this;
    }

    String verb() {
        return verb;
    }

    String or(String key, String absent) {
        List<String> found = all(key);
        return found.isEmpty() ? absent : found.get(0);
    }

    String need(String key) {
        List<String> found = all(key);
        if (found.isEmpty()) {
            throw new IllegalArgumentException(verb + " needs a field " + key);
        }
        return found.get(0);
    }

    List<String> all(String key) {
        List<String> found = new ArrayList<>();
        for (String[] field : fields) {
            if (field[0].equals(key)) {
                found.add(field[1]);
            }
        }
        return found;
    }

    /** The fields whose key begins with the prefix, by the rest of their key. */
    Map<String, String> under(String prefix) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String[] field : fields) {
            if (field[0].startsWith(prefix)) {
                found.put(field[0].substring(prefix.length()), field[1]);
            }
        }
        return found;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(verb);
        for (String[] field : fields) {
            text.append(' ').append(encode(field[0])).append('=').append(encode(field[1]));
        }
        return text.toString();
    }

    private static String encode(String text) {
        try {
            return URLEncoder.encode(text, UTF_8);
        } catch (UnsupportedEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (UnsupportedEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
