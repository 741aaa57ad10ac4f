package dev.pharos.server.cluster.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes fields off, as {@link ByteWriter} has put them.
 *
 * <p>Fails: every method with {@link CodecException} when the bytes end within the field.
 */
public final class ByteReader {
    private final ByteBuffer bytes;
    private final @Nullable Words words;

    /** Reads what remains of a buffer with an array; the buffer itself stays where it is. */
    public ByteReader(ByteBuffer bytes) {
        this(bytes, null);
    }

    /**
     * The same.
     *
     * @param words from which {@link #word} takes what has come before
     */
    public ByteReader(ByteBuffer bytes, @Nullable Words words) {
        this.bytes = bytes.slice();
        this.words = words;
    }

    public int octet() {
        return Byte.toUnsignedInt(next(1).get());
    }

    public boolean flag() {
        int value = octet();
        if (value > 1) {
            throw broken("a flag of " + value + " (expected: 0 or 1)");
        }
        return value == 1;
    }

    public int whole() {
        return next(Integer.BYTES).getInt();
    }

    public long number() {
        return next(Long.BYTES).getLong();
    }

    public double real() {
        return next(Double.BYTES).getDouble();
    }

    public String text() {
        int size = size("text");
        return new String(bytes.array(), pass(size), size, UTF_8);
    }

    /** A text of which there may be many that are equal. */
    public String word() {
        if (words == null) {
            return text();
        }
        int size = size("text");
        return words.text(bytes.array(), pass(size), size);
    }

    public <T> Optional<T> optional(Function<ByteReader, T> read) {
        return flag() ? Optional.of(read.apply(this)) : Optional.empty();
    }

    public <T> List<T> each(Function<ByteReader, T> read) {
        int count = size("list");
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(read.apply(this));
        }
        return values;
    }

    public NavigableMap<String, String> texts() {
        int count = size("map");
        NavigableMap<String, String> values = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String key = word();
            values.put(key, word());
        }
        return values;
    }

    /** The bytes of an enclosed field, which are passed over here. */
    public ByteReader enclosed() {
        int size = size("field");
        ByteBuffer inner = bytes.slice(bytes.position(), size);
        pass(size);
        return new ByteReader(inner, words);
    }

    /** Fails: when something is left over. */
    public void end() {
        if (bytes.hasRemaining()) {
            throw broken(bytes.remaining() + " bytes left over");
        }
    }

    public CodecException broken(String what) {
        return new CodecException(what + " at byte " + bytes.position() + " of " + bytes.limit());
    }

    /** A length or a count: whatever it counts takes a byte at least. */
    private int size(String what) {
        int size = whole();
        if (size < 0 || size > bytes.remaining()) {
            throw broken(
                    "a " + what + " of " + size + " where " + bytes.remaining() + " bytes are");
        }
        return size;
    }

    /** Goes on behind that many bytes; returns where they are in the array. */
    private int pass(int size) {
        int at = bytes.position();
        bytes.position(at + size);
        return bytes.arrayOffset() + at;
    }

    private ByteBuffer next(int size) {
        if (bytes.remaining() < size) {
            throw broken("the end where " + size + " more bytes are expected");
        }
        return bytes;
    }
}
