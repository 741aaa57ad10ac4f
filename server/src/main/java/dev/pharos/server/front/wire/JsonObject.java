package dev.pharos.server.front.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object, read leniently: an absent member and {@code null} are the same, a number in quotes
 * is a number, and a number is text where text is asked.
 *
 * <p>Fails: {@link BrokenJsonException} where a member is there and is something else.
 */
public final class JsonObject {
    private final Map<String, @Nullable Object> members;

    JsonObject(Map<String, @Nullable Object> members) {
        this.members = members;
    }

    /** In the order in which they came. */
    public Set<String> names() {
        return Collections.unmodifiableSet(members.keySet());
    }

    public boolean has(String name) {
        return members.get(name) != null;
    }

    public Optional<String> text(String name) {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(scalar(value).orElseThrow(() -> unexpected(name, value, "text")));
    }

    /** The same, where what is no text counts as absent. */
    public Optional<String> scalar(String name) {
        Object value = members.get(name);
        return value == null ? Optional.empty() : scalar(value);
    }

    public String text(String name, String fallback) {
        return text(name).orElse(fallback);
    }

    public int integer(String name, int fallback) {
        long value = number(name, fallback);
        if (value != (int) value) {
            throw unexpected(name, value, "a whole number of at most ten digits");
        }
        return (int) value;
    }

    public long number(String name, long fallback) {
        Optional<String> text = text(name).filter(value -> !value.isBlank());
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            return Long.parseLong(text.get().strip());
        } catch (NumberFormatException _) {
            double value = decimal(name, 0);
            if (Math.abs(value) < Long.MAX_VALUE && value == Math.rint(value)) {
                return (long) value;
            }
            throw unexpected(name, text.get(), "a whole number");
        }
    }

    public double decimal(String name, double fallback) {
        Optional<String> text = text(name).filter(value -> !value.isBlank());
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            return Double.parseDouble(text.get().strip());
        } catch (NumberFormatException _) {
            throw unexpected(name, text.get(), "a number");
        }
    }

    public boolean flag(String name, boolean fallback) {
        Optional<String> text = text(name).filter(value -> !value.isBlank());
        if (text.isEmpty()) {
            return fallback;
        }
        if (text.get().equalsIgnoreCase("true") || text.get().equals("1")) {
            return true;
        }
        if (text.get().equalsIgnoreCase("false") || text.get().equals("0")) {
            return false;
        }
        throw unexpected(name, text.get(), "true or false");
    }

    public Optional<JsonObject> object(String name) {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonObject object) {
            return Optional.of(object);
        }
        throw unexpected(name, value, "an object");
    }

    /** The members of an array that are objects; an absent array is an empty one. */
    public List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : array(name)) {
            if (!(element instanceof JsonObject object)) {
                throw unexpected(name, String.valueOf(element), "an array of objects");
            }
            objects.add(object);
        }
        return objects;
    }

    /** The members of an array as text, without {@code null}. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object element : array(name)) {
            if (element != null) {
                texts.add(
                        scalar(element)
                                .orElseThrow(() -> unexpected(name, element, "an array of text")));
            }
        }
        return texts;
    }

    /** The members of an object as text, without {@code null}; absent is empty. */
    public NavigableMap<String, String> textMap(String name) {
        return object(name).map(JsonObject::textMap).orElseGet(TreeMap::new);
    }

    /** All members as text: objects and arrays in them as their JSON, {@code null} left out. */
    public NavigableMap<String, String> textMap() {
        NavigableMap<String, String> texts = new TreeMap<>();
        members.forEach(
                (name, value) -> {
                    if (value != null) {
                        texts.put(name, scalar(value).orElseGet(() -> jsonOf(value)));
                    }
                });
        return texts;
    }

    /** Again as JSON. */
    public String json() {
        return jsonOf(this);
    }

    Map<String, @Nullable Object> members() {
        return members;
    }

    private List<?> array(String name) {
        Object value = members.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw unexpected(name, value, "an array");
    }

    private static Optional<String> scalar(Object value) {
        return value instanceof String || value instanceof Json.Num || value instanceof Boolean
                ? Optional.of(value.toString())
                : Optional.empty();
    }

    private static String jsonOf(Object value) {
        return JsonWriter.text(writer -> writer.tree(value));
    }

    private static BrokenJsonException unexpected(
            String name, @Nullable Object value, String expected) {
        String found =
                value instanceof JsonObject
                        ? "an object"
                        : value instanceof List ? "an array" : shown(String.valueOf(value));
        return new BrokenJsonException(name + ": " + found + " (expected: " + expected + ")");
    }

    private static String shown(String value) {
        return value.length() <= 100 ? value : value.substring(0, 100) + "…";
    }
}
