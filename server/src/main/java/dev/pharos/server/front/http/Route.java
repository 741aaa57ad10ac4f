package dev.pharos.server.front.http;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletionStage;

/**
 * One line of a dialect's table: method, path, and what answers there.
 *
 * @param method in capitals
 * @param path whole and decoded, context path included, without a slash at the end
 * @param pace how the endpoint runs
 */
public record Route(String method, String path, Pace pace, Endpoint endpoint) {

    /** What answers one method on one path. */
    @FunctionalInterface
    public interface Endpoint {
        /**
         * Answers the call, now or later. May throw instead of failing its stage; both become an
         * answer through {@link Faults}. Answering within a sensible time is the endpoint's own
         * business: the engine waits as long as the connection lives.
         *
         * <p>Thread: as its {@link Pace} says.
         */
        CompletionStage<HttpAnswer> serve(HttpCall call);
    }

    /** How an endpoint spends its time. */
    public enum Pace {
        /**
         * On the event loop, or on a virtual thread when the body is large; never blocks. The
         * answer comes at once or after a short round through the inside.
         */
        PROMPT,
        /**
         * Likewise, and the answer may be held back for long; their number is bounded. Once {@code
         * serve} has returned, the call's body and parameters are forgotten.
         */
        PARKING,
        /** On a virtual thread of its own, where it may block; their number is bounded. */
        BLOCKING
    }

    public Route {
        requireNonNull(pace);
        requireNonNull(endpoint);
        if (method.isEmpty() || !path.startsWith("/")) {
            throw new IllegalArgumentException("route " + method + " " + path);
        }
    }

    /** A route whose endpoint answers at once or soon. */
    public static Route prompt(String method, String path, Endpoint endpoint) {
        return new Route(method, path, Pace.PROMPT, endpoint);
    }

    /** A route whose endpoint may hold its answer back: a long poll. */
    public static Route parking(String method, String path, Endpoint endpoint) {
        return new Route(method, path, Pace.PARKING, endpoint);
    }

    /** A route whose endpoint may block. */
    public static Route blocking(String method, String path, Endpoint endpoint) {
        return new Route(method, path, Pace.BLOCKING, endpoint);
    }
}
