package dev.pharos.server.cluster.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Appends fields to a growing array: numbers big-endian, texts as length and UTF-8. */
public final class ByteWriter {
    private static final int FIRST_BYTES = 256;

    private ByteBuffer bytes = ByteBuffer.allocate(FIRST_BYTES);

    public void octet(int value) {
        room(1).put((byte) value);
    }

    public void flag(boolean value) {
        octet(value ? 1 : 0);
    }

    public void whole(int value) {
        room(Integer.BYTES).putInt(value);
    }

    public void number(long value) {
        room(Long.BYTES).putLong(value);
    }

    public void real(double value) {
        room(Double.BYTES).putDouble(value);
    }

    /** What UTF-8 cannot carry, a lone surrogate, becomes a question mark. */
    public void text(String value) {
        byte[] utf8 = value.getBytes(UTF_8);
        whole(utf8.length);
        room(utf8.length).put(utf8);
    }

    public <T> void optional(Optional<T> value, BiConsumer<ByteWriter, T> write) {
        flag(value.isPresent());
        value.ifPresent(present -> write.accept(this, present));
    }

    public <T> void each(Collection<T> values, BiConsumer<ByteWriter, T> write) {
        whole(values.size());
        values.forEach(value -> write.accept(this, value));
    }

    public void texts(Map<String, String> values) {
        whole(values.size());
        values.forEach(
                (key, value) -> {
                    text(key);
                    text(value);
                });
    }

    /** How much has been written. Unit: bytes. */
    public int size() {
        return bytes.position();
    }

    public byte[] toBytes() {
        byte[] all = new byte[bytes.position()];
        bytes.get(0, all);
        return all;
    }

    private ByteBuffer room(int size) {
        if (bytes.remaining() < size) {
            int needed = Math.addExact(bytes.position(), size);
            int doubled = (int) Math.min(2L * bytes.capacity(), Integer.MAX_VALUE - 8);
            bytes = ByteBuffer.allocate(Math.max(needed, doubled)).put(bytes.flip());
        }
        return bytes;
    }
}
