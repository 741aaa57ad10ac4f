package dev.pharos.testkit.client;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A line between a test and the driver of a client: a verb, then fields in order, which may repeat.
 *
 * <p>On the wire {@code verb key=value key=value}, keys and values percent-encoded; a field that is
 * absent stands for null. {@code testkit/clients/README.md} lists verbs and fields.
 *
 * @param verb what is asked, or {@code reply} or {@code event}
 * @param fields the fields in order
 */
public record ClientLine(String verb, List<Field> fields) {

    /**
     * One field of a line.
     *
     * @param key its name
     * @param value its value, decoded
     */
    public record Field(String key, String value) {}

    /** Copies the fields. */
    public ClientLine {
        fields = List.copyOf(fields);
    }

    /** A line with the given fields: key, value, key, value. Fails: on an odd number of them. */
    public static ClientLine of(String verb, String... pairs) {
        if (pairs.length % 2 != 0) {
            throw new IllegalArgumentException("pairs: " + pairs.length + " (expected: even)");
        }
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.add(new Field(pairs[i], pairs[i + 1]));
        }
        return new ClientLine(verb, fields);
    }

    /** Reads what {@link #text} writes. */
    public static ClientLine parse(String text) {
        String[] parts = text.split(" ", -1);
        List<Field> fields = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            String key = decode(parts[i].substring(0, equals));
            fields.add(new Field(key, decode(parts[i].substring(equals + 1))));
        }
        return new ClientLine(parts[0], fields);
    }

    /** The line as it is written, without its end. */
    public String text() {
        StringBuilder text = new StringBuilder(verb);
        for (Field field : fields) {
            text.append(' ').append(encode(field.key)).append('=').append(encode(field.value));
        }
        return text.toString();
    }

    /** This line with one more field. */
    public ClientLine with(String key, String value) {
        List<Field> more = new ArrayList<>(fields);
        more.add(new Field(key, value));
        return new ClientLine(verb, more);
    }

    /** The first field of that name; empty where the client had null. */
    public Optional<String> find(String key) {
        return all(key).stream().findFirst();
    }

    /** The first field of that name. Fails: when there is none. */
    public String need(String key) {
        return find(key).orElseThrow(() -> new IllegalStateException("no " + key + " in " + this));
    }

    /** All fields of that name, in order. */
    public List<String> all(String key) {
        return fields.stream().filter(field -> field.key.equals(key)).map(Field::value).toList();
    }

    /** The instances that this line lists, in order. */
    public List<SeenInstance> instances() {
        return all("instance").stream().map(text -> parse(text).instance()).toList();
    }

    /** A line as a person reads it in a failed test. */
    @Override
    public String toString() {
        return decode(text());
    }

    private SeenInstance instance() {
        Map<String, String> metadata = new TreeMap<>();
        for (Field field : fields) {
            if (field.key.startsWith("meta.")) {
                metadata.put(field.key.substring("meta.".length()), field.value);
            }
        }
        return new SeenInstance(
                need("ip") + ":" + need("port"),
                need("healthy").equals("true"),
                need("enabled").equals("true"),
                find("ephemeral").orElse("true").equals("true"),
                metadata);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
