package dev.pharos.server.port;

import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * An immutable value together with the encodings that have been made of it, so that a view which
 * goes to many is encoded once. Encodings are the first to go when memory is short.
 *
 * <p>Limit: {@value #FORMS_MAX} encodings are kept, what is asked beyond them is made anew each
 * time. Thread: any.
 */
public final class Shared<T> {
    private static final int FORMS_MAX = 16;

    private final T value;
    private final Map<Object, SoftReference<Object>> forms = new ConcurrentHashMap<>(2);

    public Shared(T value) {
        this.value = value;
    }

    public T value() {
        return value;
    }

    /**
     * The encoding that {@code key} stands for.
     *
     * @param key names encoder and variant; its class is private to the encoder, so that the result
     *     type is known
     */
    @SuppressWarnings("unchecked") // one key class belongs to one encoder, which makes one type
    public <F> F form(Object key, Function<T, F> encode) {
        SoftReference<Object> kept = forms.get(key);
        Object known = kept == null ? null : kept.get();
        if (known == null) {
            known = encode.apply(value);
            if (kept != null || forms.size() < FORMS_MAX) {
                forms.put(key, new SoftReference<>(known));
            }
        }
        return (F) known;
    }
}
