package dev.pharos.server.front.http;

import java.net.InetSocketAddress;

/** Hears of every answer, for counters and the access log. Called on event loops: never blocks. */
@FunctionalInterface
public interface Accesses {
    /** For who does not want to know. */
    Accesses NONE = _ -> {};

    /**
     * One call and its answer.
     *
     * @param path as the caller sent it, decoded
     * @param route the table's path that served it, empty when none did
     * @param bytes length of the answer's body
     * @param nanos from the whole request to the answer handed to the socket
     */
    record Access(
            String method,
            String path,
            String route,
            int status,
            long bytes,
            long nanos,
            InetSocketAddress remote) {}

    void answered(Access access);
}
