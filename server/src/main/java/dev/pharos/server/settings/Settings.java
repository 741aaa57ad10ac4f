package dev.pharos.server.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The value of every key, within its bound. */
public final class Settings {
    private static final Settings STANDARD = new Settings(Map.of());

    private final Map<Key<?>, Object> values;

    private Settings(Map<Key<?>, Object> values) {
        this.values = values;
    }

    /** What holds when nobody says otherwise. */
    public static Settings standard() {
        return STANDARD;
    }

    @SuppressWarnings("unchecked") // with() is the only way in, and takes a value of the key's type
    public <T> T of(Key<T> key) {
        return (T) values.getOrDefault(key, key.standard());
    }

    /** The same with another value. */
    public <T> Settings with(Key<T> key, T value) {
        Map<Key<?>, Object> changed = new HashMap<>(values);
        changed.put(key, Objects.requireNonNull(value));
        return new Settings(changed);
    }

    /** Fails: {@code IllegalArgumentException} when the text is not within the key's bound. */
    <T> Settings withText(Key<T> key, String text) {
        return with(key, key.parse(text));
    }
}
