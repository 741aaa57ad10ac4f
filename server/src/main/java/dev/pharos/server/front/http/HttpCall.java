package dev.pharos.server.front.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String MULTIPART = "multipart/form-data";

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
    private final CompletableFuture<Void> hurried = new CompletableFuture<>();
    private byte[] body;
    private @Nullable Fields query;
    private @Nullable Fields form;
    private volatile boolean forgotten;
    private Runnable onForgotten = () -> {};

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
     * @throws dev.pharos.core.fault.FaultException Invalid, when this value cannot be decoded; a
     *     broken value that nobody asks for does no harm, as in Nacos
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

    /** A file of a multipart body; the first when several have the name. */
    public Optional<Upload> file(String name) {
        return form() instanceof Fields.Multipart parts ? parts.file(name) : Optional.empty();
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

    /**
     * Completes when the server ends, so that whoever parked the call answers it now, while the
     * caller can still be reached; otherwise never. Completed on the event loop.
     */
    public CompletionStage<Void> hurried() {
        return hurried.minimalCompletionStage();
    }

    /** Why the body names no parameters, though there is one; empty when it could, or is absent. */
    Optional<String> unreadBody() {
        if (body.length == 0 || !WITH_FORM.contains(method()) || isForm() || isMultipart()) {
            return Optional.empty();
        }
        return Optional.of(
                "the body was not read: Content-Type is "
                        + contentType().orElse("missing")
                        + " (expected: "
                        + FORM
                        + ")");
    }

    private Fields query() {
        Fields fields = query;
        if (fields == null) {
            fields =
                    target.query().isEmpty()
                            ? Fields.none()
                            : new Fields.Form(target.queryBytes(), !WITH_FORM.contains(method()));
            query = fields;
        }
        return fields;
    }

    private Fields form() {
        Fields fields = form;
        if (fields == null) {
            fields = body.length > 0 ? formOf() : Fields.none();
            form = fields;
        }
        return fields;
    }

    private Fields formOf() {
        if (!WITH_FORM.contains(method())) {
            return Fields.none();
        }
        if (isForm()) {
            return new Fields.Form(body, false);
        }
        return isMultipart() ? new Fields.Multipart(contentType().orElse(""), body) : Fields.none();
    }

    private boolean isForm() {
        return isOfType(FORM);
    }

    private boolean isMultipart() {
        return isOfType(MULTIPART);
    }

    private boolean isOfType(String type) {
        return contentType().orElse("").regionMatches(true, 0, type, 0, type.length());
    }

    /** What is wrong with the target, for the engine to refuse; empty when nothing is. */
    String complaint() {
        return target.complaint();
    }

    /** Whether the call is parked, and has let go of what may be large. */
    boolean isForgotten() {
        return forgotten;
    }

    /** What to do when the call lets go of what may be large; set before it is served. */
    void whenForgotten(Runnable task) {
        onForgotten = task;
    }

    /** Lets go of what may be large. */
    void forget() {
        body = NOTHING;
        query = Fields.none();
        form = Fields.none();
        forgotten = true;
        onForgotten.run();
    }

    /** As {@link #gone}, for the engine. */
    void onGone(Runnable task) {
        var _ = gone.thenRun(task);
    }

    /** The server ends. */
    void hurry() {
        hurried.complete(null);
    }

    /** The connection has closed. */
    void leave() {
        gone.complete(null);
    }
}
