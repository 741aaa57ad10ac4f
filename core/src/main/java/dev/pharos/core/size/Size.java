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

    public static long of(Map<String, String> texts) {
        long sum = 0;
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            sum += ENTRY + of(entry.getKey()) + of(entry.getValue());
        }
        return sum;
    }
}
