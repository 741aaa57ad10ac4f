package dev.pharos.server.front.http;

import java.util.concurrent.CompletionStage;

/** What answers one method on one path. */
@FunctionalInterface
public interface Endpoint {
    /**
     * Answers the call, now or later. May throw instead of failing its stage; both become an answer
     * through {@link Faults}. Answering within a sensible time is the endpoint's own business: the
     * engine waits as long as the connection lives.
     *
     * <p>Thread: the connection's event loop, so it never blocks; a {@link Route#blocking} one runs
     * on a virtual thread of its own.
     */
    CompletionStage<HttpAnswer> serve(HttpCall call);
}
