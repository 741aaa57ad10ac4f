package dev.pharos.core.size;

import java.util.Map;

/**
 * How much values take in memory. It follows how a 64-bit Java keeps them, and depends on nothing
 * but the values, so that every node comes to the same. Unit: bytes.
 */
public final class Size {
    /** Of an object that refers to a few others, with its place in a map. */
    public static final long NODE = 128;

    private static final long TEXT = 48;
    private static final long ENTRY = 48;
    private static final char NARROW_MAX = 0xff;
    private static final char ASCII_MAX = 0x7f;
    private static final char TWO_BYTES_MAX = 0x7ff;

    private Size() {}

    /** A byte for each character, or two when one of them needs two. */
    public static long of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > NARROW_MAX) {
                return TEXT + 2L * text.length();
            }
        }
        return TEXT + text.length();
    }

    /** Of the text in UTF-8; what UTF-8 cannot carry, a lone surrogate, counts as two bytes. */
    public static long utf8(String text) {
        long sum = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > ASCII_MAX) {
                sum += c > TWO_BYTES_MAX && !Character.isSurrogate(c) ? 2 : 1;
            }
        }
        return sum;
    }

    public static long of(Map<String, String> texts) {
        long sum = 0;
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            sum += ENTRY + of(entry.getKey()) + of(entry.getValue());
        }
        return sum;
    }
}
