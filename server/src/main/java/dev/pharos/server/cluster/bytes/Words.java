package dev.pharos.server.cluster.bytes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * Short texts that come again and again, names of groups for example: one that comes often enough
 * is made once and shared. That saves memory, and maps compare faster what lies in one place.
 *
 * <p>Limit: {@value #PLACES} words of {@value #SIZE_MAX} bytes; a new one takes the place of an
 * older one. Thread: one at a time.
 */
public final class Words {
    private static final int PLACES = 1 << 10;
    private static final int SIZE_MAX = 64;

    private final @Nullable String[] known = new @Nullable String[PLACES];

    /** The text that these bytes are in UTF-8. */
    String text(byte[] utf8, int from, int size) {
        if (size > SIZE_MAX) {
            return new String(utf8, from, size, UTF_8);
        }
        int hash = 0;
        for (int i = from; i < from + size; i++) {
            if (utf8[i] < 0) {
                return new String(utf8, from, size, UTF_8); // not a character for each byte
            }
            hash = 31 * hash + utf8[i];
        }
        int place = (hash ^ hash >>> 16) & PLACES - 1;
        String word = known[place];
        if (word == null || !isSame(word, utf8, from, size)) {
            word = new String(utf8, from, size, US_ASCII);
            known[place] = word;
        }
        return word;
    }

    private static boolean isSame(String word, byte[] ascii, int from, int size) {
        if (word.length() != size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (word.charAt(i) != ascii[from + i]) {
                return false;
            }
        }
        return true;
    }
}
