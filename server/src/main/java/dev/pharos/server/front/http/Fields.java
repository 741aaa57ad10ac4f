package dev.pharos.server.front.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.front.http.HttpCall.Upload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Named values of one place in a request. */
sealed interface Fields {
    /** More in one request is no request. */
    int COUNT_MAX = 10_000;

    /** What Java puts where bytes are not UTF-8. */
    char REPLACEMENT = 0xfffd;

    /** The first value, or null when there is none. */
    @Nullable String first(String name);

    /** Adds every value, in order. */
    void all(String name, List<String> into);

    /** Adds every name that can be decoded. */
    void names(Set<String> into);

    /** No fields at all. */
    static Fields none() {
        return Form.EMPTY;
    }

    /** What is expected of a value that is there. */
    String ENCODED = "% followed by two hexadecimal digits; % itself is %25";

    String IN_UTF_8 = "text in UTF-8";

    /**
     * Percent-encoded UTF-8 as text.
     *
     * @return null when a percent sign is not followed by two hexadecimal digits, or bytes are not
     *     UTF-8: a replacement would be stored in place of what was sent
     */
    static @Nullable String decode(byte[] raw, int from, int to, boolean plusIsSpace) {
        return decode(raw, from, to, plusIsSpace, false);
    }

    /** The same; with {@code anyBytes} what is not UTF-8 is replaced. */
    private static @Nullable String decode(
            byte[] raw, int from, int to, boolean plusIsSpace, boolean anyBytes) {
        int i = from;
        while (i < to && raw[i] > 0 && raw[i] != '%' && !(raw[i] == '+' && plusIsSpace)) {
            i++;
        }
        if (i == to) {
            return new String(raw, from, to - from, ISO_8859_1);
        }
        byte[] plain = new byte[to - from - 2 * signs(raw, i, to)];
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
        return anyBytes ? new String(plain, 0, length, UTF_8) : text(plain, 0, length);
    }

    /** Null for bytes that are not UTF-8. */
    static @Nullable String text(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, UTF_8);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            return text; // it came as it is
        } catch (CharacterCodingException _) {
            return null;
        }
    }

    private static boolean isEncoded(byte[] raw, int from, int to) {
        for (int i = from; i < to; i++) {
            if (raw[i] == '%' && (i + 2 >= to || (hex(raw[i + 1]) | hex(raw[i + 2])) < 0)) {
                return false;
            }
        }
        return true;
    }

    /** Percent signs that can stand for a byte; the three bytes of each become one. */
    private static int signs(byte[] raw, int from, int to) {
        int count = 0;
        for (int i = from; i < to - 2; i++) {
            if (raw[i] == '%') {
                count++;
                i += 2;
            }
        }
        return count;
    }

    private static int hex(byte digit) {
        return Character.digit((char) (digit & 0xff), 16);
    }

    /** What a request with too many fields is told. */
    static FaultException tooMany() {
        return new FaultException(
                new Fault.TooLarge("number of parameters", COUNT_MAX + 1, COUNT_MAX));
    }

    /**
     * A query string or a form body. Only the places are found at once; a value is decoded when it
     * is asked for. Pieces without a name are skipped, a name without {@code =} has an empty value.
     */
    final class Form implements Fields {
        private static final Form EMPTY = new Form(new byte[0], false);
        private static final int STRIDE = 4;
        private static final int NAME = 0;
        private static final int NAME_END = 1;
        private static final int VALUE = 2;
        private static final int VALUE_END = 3;

        private final byte[] raw;
        private final boolean anyBytes;
        private int[] places = new int[8 * STRIDE];
        private int used;

        /**
         * With {@code anyBytes} what is not UTF-8 is replaced instead of refused: by such a name
         * nothing is found, and nothing is stored.
         */
        Form(byte[] raw, boolean anyBytes) {
            this.raw = raw;
            this.anyBytes = anyBytes;
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

        private void add(int start, int end) {
            int equals = indexOf('=', start, end);
            if (equals == start) {
                return;
            }
            if (used == COUNT_MAX * STRIDE) {
                throw tooMany();
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
            boolean same = to - from == name.length();
            for (int i = from; i < to; i++) {
                byte b = raw[i];
                if (b == '%' || b == '+' || b < 0) {
                    return name.equals(decode(raw, from, to, true));
                }
                same = same && b == name.charAt(i - from);
            }
            return same;
        }

        private String value(int place, String name) {
            int from = places[place + VALUE];
            int to = places[place + VALUE_END];
            String value = decode(raw, from, to, true, anyBytes);
            if (value == null) {
                String sent = new String(raw, from, to - from, ISO_8859_1);
                throw new FaultException(
                        new Fault.Invalid(
                                name, sent, isEncoded(raw, from, to) ? IN_UTF_8 : ENCODED));
            }
            return value;
        }
    }

    /**
     * A {@code multipart/form-data} body: parts with a file name are files, the others are fields.
     */
    final class Multipart implements Fields {
        private static final byte[] LINE = {'\r', '\n'};
        private static final byte[] BLANK = {'\r', '\n', '\r', '\n'};
        private static final int HEAD_MAX_BYTES = 8 << 10;

        private record Field(String name, String value) {}

        private final byte[] body;
        private final List<Field> fields = new ArrayList<>();
        private final Map<String, Upload> files = new LinkedHashMap<>();

        Multipart(String contentType, byte[] body) {
            this.body = body;
            String boundary = attribute(contentType, "boundary");
            if (boundary.isEmpty()) {
                throw broken(contentType, "a boundary");
            }
            read(
                    ("--" + boundary).getBytes(ISO_8859_1),
                    ("\r\n--" + boundary).getBytes(ISO_8859_1));
        }

        @Override
        public @Nullable String first(String name) {
            for (Field field : fields) {
                if (field.name().equals(name)) {
                    return field.value();
                }
            }
            return null;
        }

        @Override
        public void all(String name, List<String> into) {
            fields.stream().filter(f -> f.name().equals(name)).map(Field::value).forEach(into::add);
        }

        @Override
        public void names(Set<String> into) {
            fields.forEach(f -> into.add(f.name()));
        }

        Optional<Upload> file(String name) {
            return Optional.ofNullable(files.get(name));
        }

        private void read(byte[] opening, byte[] delimiter) {
            int at = startsWith(opening, 0) ? 0 : find(delimiter, 0, body.length) + LINE.length;
            at += opening.length;
            while (!startsWith(new byte[] {'-', '-'}, at)) {
                int head = find(LINE, at, Math.min(body.length, at + HEAD_MAX_BYTES)) + LINE.length;
                int headEnd =
                        startsWith(LINE, head)
                                ? head
                                : find(BLANK, head, Math.min(body.length, head + HEAD_MAX_BYTES))
                                        + 2;
                int content = headEnd + LINE.length;
                // The line that ends the head of an empty part may also begin its delimiter.
                int end = find(delimiter, content - LINE.length, body.length);
                add(new String(body, head, headEnd - head, UTF_8), content, Math.max(content, end));
                at = end + delimiter.length;
            }
        }

        private void add(String head, int from, int to) {
            if (fields.size() + files.size() == COUNT_MAX) {
                throw tooMany();
            }
            String disposition = "";
            String type = "";
            for (String line : head.split("\r\n", -1)) {
                int colon = line.indexOf(':');
                String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
                if (name.equals("content-disposition")) {
                    disposition = line.substring(colon + 1).strip();
                } else if (name.equals("content-type")) {
                    type = line.substring(colon + 1).strip();
                }
            }
            String name = attribute(disposition, "name");
            if (name.isEmpty()) {
                return;
            }
            if (disposition.toLowerCase(Locale.ROOT).contains("filename=")) {
                byte[] content = Arrays.copyOfRange(body, from, to);
                files.putIfAbsent(
                        name, new Upload(attribute(disposition, "filename"), type, content));
            } else {
                fields.add(new Field(name, plain(name, from, to)));
            }
        }

        private String plain(String name, int from, int to) {
            String value = text(body, from, to);
            if (value == null) {
                String sent = new String(body, from, to - from, ISO_8859_1);
                throw new FaultException(new Fault.Invalid(name, sent, IN_UTF_8));
            }
            return value;
        }

        private boolean startsWith(byte[] wanted, int at) {
            return at + wanted.length <= body.length
                    && Arrays.equals(body, at, at + wanted.length, wanted, 0, wanted.length);
        }

        private int find(byte[] wanted, int from, int to) {
            for (int i = from; i + wanted.length <= to; i++) {
                if (body[i] == wanted[0] && startsWith(wanted, i)) {
                    return i;
                }
            }
            throw broken(body.length + " bytes", "parts that end at their boundary");
        }

        /** The value of {@code ; name=value}, quoted or not; empty when there is none. */
        private static String attribute(String header, String name) {
            for (int at = header.indexOf(';'); at >= 0; at = header.indexOf(';', at)) {
                at++;
                while (at < header.length() && header.charAt(at) == ' ') {
                    at++;
                }
                if (header.regionMatches(true, at, name + "=", 0, name.length() + 1)) {
                    return attributeValue(header, at + name.length() + 1);
                }
            }
            return "";
        }

        private static String attributeValue(String header, int from) {
            if (from == header.length() || header.charAt(from) != '"') {
                int end = header.indexOf(';', from);
                return header.substring(from, end < 0 ? header.length() : end).strip();
            }
            StringBuilder value = new StringBuilder();
            for (int i = from + 1; i < header.length() && header.charAt(i) != '"'; i++) {
                boolean escaped = header.startsWith("\\\"", i) || header.startsWith("\\\\", i);
                i += escaped ? 1 : 0;
                value.append(header.charAt(i));
            }
            return value.toString();
        }

        private static FaultException broken(String found, String expected) {
            return new FaultException(new Fault.Invalid("multipart body", found, expected));
        }
    }
}
