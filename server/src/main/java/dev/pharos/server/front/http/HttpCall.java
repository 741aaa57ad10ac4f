package dev.pharos.server.front.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One request, already whole. Query and body are one space of parameters: the query's values come
 * first, and of several values the first one counts.
 *
 * <p>Thread: one at a time.
 */
public final class HttpCall {
    private static final byte[] NOTHING = {};
    private static final Set<String> WITH_FORM = Set.of("POST", "PUT", "DELETE", "PATCH");

    /**
     * A file that came in a {@code multipart/form-data} body.
     *
     * @param fileName as the caller called it, perhaps empty
     * @param contentType as the caller declared it, perhaps empty
     * @param content not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier that nobody compares
    public record Upload(String fileName, String contentType, byte[] content) {}

    private final Target target;
    private final HttpHeaders headers;
    private final InetSocketAddress remote;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private byte[] body;
    private @Nullable Fields query;
    private @Nullable Fields form;

    HttpCall(Target target, HttpHeaders headers, byte[] body, InetSocketAddress remote) {
        this.target = target;
        this.headers = headers;
        this.body = body;
        this.remote = remote;
    }

    /**
     * A call that no connection brought, for tests of a dialect; it comes from 127.0.0.1.
     *
     * @param uri as it would stand in the request: encoded, with the query
     */
    public static HttpCall of(String method, String uri, Map<String, String> headers, byte[] body) {
        DefaultHttpHeaders some = new DefaultHttpHeaders();
        headers.forEach(some::add);
        return new HttpCall(
                Target.parse(method, uri),
                some,
                body,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }

    /** {@code GET}, {@code POST}, … in capitals, as it came. */
    public String method() {
        return target.method();
    }

    /** Decoded, without the query: {@code /nacos/v1/ns/instance}. */
    public String path() {
        return target.path();
    }

    /** The request's target as it came, encoded, with the query. */
    public String rawUri() {
        return target.uri();
    }

    /**
     * The first value. Present but empty is an empty string.
     *
     * @throws dev.pharos.core.fault.FaultException Invalid, when the value is not percent-encoded
     *     as it should be
     */
    public Optional<String> parameter(String name) {
        String value = query().first(name);
        return Optional.ofNullable(value != null ? value : form().first(name));
    }

    /** Every value, those of the query first; fails as {@link #parameter} does. */
    public List<String> parameters(String name) {
        List<String> values = new ArrayList<>();
        query().all(name, values);
        form().all(name, values);
        return values;
    }

    /** The names of all parameters, in the order in which they came. */
    public Set<String> parameterNames() {
        Set<String> names = new LinkedHashSet<>();
        query().names(names);
        form().names(names);
        return names;
    }

    /** A file of a multipart body. */
    public Optional<Upload> file(String name) {
        return Optional.empty();
    }

    /** The first value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The other end of the connection. */
    public InetSocketAddress remote() {
        return remote;
    }

    /** The body as it came, empty when there is none; not to be changed. */
    public byte[] body() {
        return body;
    }

    /** The declared type of the body, with its parameters. */
    public Optional<String> contentType() {
        return header("Content-Type");
    }

    /**
     * Completes when the caller has gone without waiting for the answer, so that whoever parked the
     * call can forget it; otherwise never. Completed on the event loop.
     */
    public CompletionStage<Void> gone() {
        return gone.minimalCompletionStage();
    }

    private Fields query() {
        Fields fields = query;
        if (fields == null) {
            fields = target.query().isEmpty() ? Form.EMPTY : new Form(target.queryBytes());
            query = fields;
        }
        return fields;
    }

    private Fields form() {
        Fields fields = form;
        if (fields == null) {
            fields = body.length > 0 && hasForm() ? new Form(body) : Form.EMPTY;
            form = fields;
        }
        return fields;
    }

    private boolean hasForm() {
        return WITH_FORM.contains(method())
                && contentType()
                        .map(type -> type.toLowerCase(Locale.ROOT))
                        .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
                        .isPresent();
    }

    void forget() {
        body = NOTHING;
        query = Form.EMPTY;
        form = Form.EMPTY;
    }

    void leave() {
        gone.complete(null);
    }
}
