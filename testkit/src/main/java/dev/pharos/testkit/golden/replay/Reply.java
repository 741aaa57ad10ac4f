package dev.pharos.testkit.golden.replay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP answer on the wire. */
record Reply(int status, List<Header> headers, Content content) {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/\\S+\\s+(\\d{3})(\\s.*)?");
    private static final int CONTINUE = 100;
    private static final int LINE_MAX = 65_536;

    /**
     * Fails: when the status line is broken, or the body shorter than was said.
     *
     * @param bodiless whether no body follows, whatever the headers say
     * @param digestOnly whether of a body that is neither JSON nor plain text a digest is enough
     */
    static Reply read(InputStream in, boolean bodiless, boolean digestOnly) throws IOException {
        int status = status(in);
        List<Header> headers = headers(in);
        while (status == CONTINUE) {
            status = status(in);
            headers = headers(in);
        }
        boolean empty = bodiless || status < 200 || status == 204 || status == 304;
        byte[] body = empty ? new byte[0] : body(in, headers);
        Content content = Content.of(body, digestOnly && !isText(headers));
        return new Reply(status, headers, content);
    }

    private static boolean isText(List<Header> headers) {
        String type = find(headers, "Content-Type").orElse("").toLowerCase(Locale.ROOT);
        return type.contains("json") || type.contains("text/plain");
    }

    private static int status(InputStream in) throws IOException {
        String line = line(in);
        Matcher matcher = STATUS_LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IOException("broken status line: " + line);
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static List<Header> headers(InputStream in) throws IOException {
        List<Header> headers = new ArrayList<>();
        String line = line(in);
        while (!line.isEmpty()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).trim()));
            }
            line = line(in);
        }
        return headers;
    }

    private static byte[] body(InputStream in, List<Header> headers) throws IOException {
        if (find(headers, "Transfer-Encoding").orElse("").equalsIgnoreCase("chunked")) {
            return chunks(in);
        }
        Optional<String> length = find(headers, "Content-Length");
        return length.isPresent() ? exactly(in, number(length.get(), 10)) : in.readAllBytes();
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size = chunkSize(in);
        while (size > 0) {
            body.writeBytes(exactly(in, size));
            line(in);
            size = chunkSize(in);
        }
        headers(in); // trailers
        return body.toByteArray();
    }

    private static int chunkSize(InputStream in) throws IOException {
        return number(line(in).replaceFirst(";.*", "").trim(), 16);
    }

    private static int number(String text, int radix) throws IOException {
        try {
            return Integer.parseInt(text, radix);
        } catch (NumberFormatException broken) {
            throw new IOException("a length is no number: " + text, broken);
        }
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException(bytes.length + " bytes of " + length);
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = in.read();
        while (octet >= 0 && octet != '\n') {
            line.write(octet);
            if (line.size() > LINE_MAX) {
                throw new IOException("a line longer than " + LINE_MAX + " bytes");
            }
            octet = in.read();
        }
        if (octet < 0) {
            throw new EOFException("closed inside the head, after: " + line.toString(ISO_8859_1));
        }
        String text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static Optional<String> find(List<Header> headers, String name) {
        return headers.stream().filter(h -> h.isCalled(name)).map(Header::value).findFirst();
    }
}
