package dev.pharos.server.front.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names and values of a query string or a form body. Only the places are found at once; a value is
 * decoded when it is asked for. Pieces without a name are skipped, a name without {@code =} has an
 * empty value.
 */
final class Form implements Fields {
    /** More in one request is no request. */
    static final int FIELDS_MAX = 10_000;

    static final Form EMPTY = new Form(new byte[0]);

    private static final int STRIDE = 4;
    private static final int NAME = 0;
    private static final int NAME_END = 1;
    private static final int VALUE = 2;
    private static final int VALUE_END = 3;

    private final byte[] raw;
    private int[] places = new int[8 * STRIDE];
    private int used;

    Form(byte[] raw) {
        this.raw = raw;
        int start = 0;
        while (start < raw.length) {
            int end = indexOf('&', start, raw.length);
            add(start, end);
            start = end + 1;
        }
    }

    @Override
    public @Nullable String first(String name) {
        for (int i = 0; i < used; i += STRIDE) {
            if (isNamed(i, name)) {
                return value(i, name);
            }
        }
        return null;
    }

    @Override
    public void all(String name, List<String> into) {
        for (int i = 0; i < used; i += STRIDE) {
            if (isNamed(i, name)) {
                into.add(value(i, name));
            }
        }
    }

    @Override
    public void names(Set<String> into) {
        for (int i = 0; i < used; i += STRIDE) {
            String name = decode(raw, places[i + NAME], places[i + NAME_END], true);
            if (name != null) {
                into.add(name);
            }
        }
    }

    /**
     * Percent-encoded UTF-8 as text; bytes that are not UTF-8 become U+FFFD, as Nacos does it
     * (golden 24 bad-utf8-percent).
     *
     * @return null when a percent sign is not followed by two hexadecimal digits
     */
    static @Nullable String decode(byte[] raw, int from, int to, boolean plusIsSpace) {
        int i = from;
        while (i < to && raw[i] > 0 && raw[i] != '%' && !(raw[i] == '+' && plusIsSpace)) {
            i++;
        }
        if (i == to) {
            return new String(raw, from, to - from, ISO_8859_1);
        }
        byte[] plain = new byte[to - from];
        int length = i - from;
        System.arraycopy(raw, from, plain, 0, length);
        while (i < to) {
            byte b = raw[i++];
            if (b == '%') {
                int value = i + 2 <= to ? hex(raw[i]) << 4 | hex(raw[i + 1]) : -1;
                if (value < 0) {
                    return null;
                }
                b = (byte) value;
                i += 2;
            } else if (b == '+' && plusIsSpace) {
                b = ' ';
            }
            plain[length++] = b;
        }
        return new String(plain, 0, length, UTF_8);
    }

    private static int hex(byte digit) {
        return Character.digit((char) (digit & 0xff), 16);
    }

    private void add(int start, int end) {
        int equals = indexOf('=', start, end);
        if (equals == start) {
            return;
        }
        if (used == FIELDS_MAX * STRIDE) {
            throw new IllegalArgumentException("parameters: more than " + FIELDS_MAX);
        }
        if (used == places.length) {
            places = Arrays.copyOf(places, used * 2);
        }
        places[used + NAME] = start;
        places[used + NAME_END] = equals;
        places[used + VALUE] = Math.min(equals + 1, end);
        places[used + VALUE_END] = end;
        used += STRIDE;
    }

    private int indexOf(char wanted, int from, int to) {
        int i = from;
        while (i < to && raw[i] != wanted) {
            i++;
        }
        return i;
    }

    private boolean isNamed(int place, String name) {
        int from = places[place + NAME];
        int to = places[place + NAME_END];
        boolean plain = to - from == name.length();
        for (int i = from; i < to; i++) {
            byte b = raw[i];
            if (b == '%' || b == '+' || b < 0) {
                return name.equals(decode(raw, from, to, true));
            }
            if (plain && b != name.charAt(i - from)) {
                plain = false;
            }
        }
        return plain;
    }

    private String value(int place, String name) {
        int from = places[place + VALUE];
        int to = places[place + VALUE_END];
        String value = decode(raw, from, to, true);
        if (value == null) {
            throw new IllegalArgumentException(
                    name + ": " + new String(raw, from, to - from, ISO_8859_1));
        }
        return value;
    }
}
