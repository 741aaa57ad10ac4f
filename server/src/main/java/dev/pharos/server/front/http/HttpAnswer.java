package dev.pharos.server.front.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What goes back for one call. The engine adds {@code Content-Length} and {@code Connection}; a
 * body for {@code HEAD} is counted, not sent.
 */
public final class HttpAnswer {
    private static final byte[] NOTHING = {};

    /** A header line; control characters in it become spaces, so that no value can begin a line. */
    public record Header(String name, String value) {
        public Header {
            name = printable(name);
            value = printable(value);
        }

        private static String printable(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (Character.isISOControl(text.charAt(i))) {
                    return text.chars()
                            .map(c -> Character.isISOControl(c) ? ' ' : c)
                            .collect(
                                    StringBuilder::new,
                                    StringBuilder::appendCodePoint,
                                    StringBuilder::append)
                            .toString();
                }
            }
            return text;
        }
    }

    /**
     * A body whose length nobody knows yet, so that the connection ends with it. One that fails
     * ends it too: its form must tell a whole one from a part.
     */
    public interface Pieces {
        /**
         * What comes next; an empty piece is the end.
         *
         * <p>Thread: the connection's; never blocks. Order: not asked again before it completes.
         */
        CompletionStage<byte[]> next();

        /** No more is wanted, whether or not the end has come. */
        void forget();
    }

    /**
     * How the body is had.
     *
     * @param shared whether its bytes are kept elsewhere anyway, and cost no memory of their own
     * @param pieces instead of bytes
     */
    private record Way(boolean shared, Optional<Pieces> pieces) {
        private static final Way PLAIN = new Way(false, Optional.empty());
    }

    private final int status;
    private final String contentType;
    private final byte[] body;
    private final Way way;
    private final List<Header> headers;

    private HttpAnswer(int status, String contentType, byte[] body, Way way, List<Header> headers) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.way = way;
        this.headers = headers;
    }

    /**
     * Any answer.
     *
     * @param contentType empty for no such header
     * @param body shared, not copied: never changed afterwards
     */
    public static HttpAnswer of(int status, String contentType, byte[] body) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status: " + status + " (expected: 200..599)");
        }
        return new HttpAnswer(
                status, new Header("", contentType).value(), body, Way.PLAIN, List.of());
    }

    /** Plain text in UTF-8. */
    public static HttpAnswer text(int status, String text) {
        return of(status, "text/plain;charset=UTF-8", text.getBytes(UTF_8));
    }

    /** JSON that is encoded already; shared, not copied. */
    public static HttpAnswer json(int status, byte[] json) {
        return of(status, "application/json", json);
    }

    /** JSON in a string. */
    public static HttpAnswer json(int status, String json) {
        return json(status, json.getBytes(UTF_8));
    }

    /** A body in pieces. */
    public static HttpAnswer of(String contentType, Pieces pieces) {
        Way way = new Way(false, Optional.of(pieces));
        return new HttpAnswer(200, contentType, NOTHING, way, List.of());
    }

    /** No body, no type. */
    public static HttpAnswer empty(int status) {
        return of(status, "", NOTHING);
    }

    /** The same with one more header line. */
    public HttpAnswer withHeader(String name, String value) {
        List<Header> more = new ArrayList<>(headers.size() + 1);
        more.addAll(headers);
        more.add(new Header(name, value));
        return new HttpAnswer(status, contentType, body, way, List.copyOf(more));
    }

    /** The same with another type, empty for none. */
    public HttpAnswer withContentType(String type) {
        return new HttpAnswer(status, new Header("", type).value(), body, way, headers);
    }

    /** The same, whose body is kept elsewhere anyway and so costs no memory of its own. */
    public HttpAnswer ofSharedBody() {
        return new HttpAnswer(status, contentType, body, new Way(true, way.pieces()), headers);
    }

    boolean isShared() {
        return way.shared();
    }

    public int status() {
        return status;
    }

    /** Empty: the answer has no such header. */
    public String contentType() {
        return contentType;
    }

    /** The bytes; not to be changed. */
    public byte[] body() {
        return body;
    }

    /** The body instead of {@link #body}, when it comes in pieces. */
    Optional<Pieces> pieces() {
        return way.pieces();
    }

    /** All but the type, the length and the connection. */
    public List<Header> headers() {
        return headers;
    }
}
