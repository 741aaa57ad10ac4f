package dev.pharos.server.front.grpc;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What the payloads mean; the engine asks, the dialect answers.
 *
 * <p>Thread: every method is called on the event loop of the connection and never blocks.
 */
public interface Dialect {
    /**
     * The request types that {@link #request} understands; asked once, when the engine starts.
     * Others are refused with 302 before the dialect hears of them.
     */
    Set<String> types();

    /**
     * A unary request of a connection that has been set up.
     *
     * <p>An answer that carries what a push may carry too (the hosts of a service) is made on the
     * calling thread, before this method returns: then no push of the same connection overtakes it.
     *
     * <p>Fails: {@link RefusedException}, thrown or as the stage's failure, goes out as {@code
     * ErrorResponse} with its code and message; anything else as 500 with a line in the log.
     * Permanent refusals are better answered with the request's own response type, because clients
     * repeat a call on every {@code ErrorResponse}.
     */
    CompletionStage<Payload> request(Connection from, Payload request);

    /** After the first valid set-up of a transport, before its first {@link #request}. */
    void connected(Connection connection);

    /**
     * The transport is gone, or the client was given up; once for each {@link #connected}. Pushes
     * that wait or are not acknowledged are forgotten without another call.
     */
    void disconnected(Connection connection);
}
