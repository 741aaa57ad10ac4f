/**
 * Sockets, event loops, TLS, first-byte sniffing; one owner for all of them.
 *
 * <p>HTTP and gRPC run on the same few threads, so nothing that runs on them may block.
 */
@NullMarked
package dev.pharos.server.front.listen;

import org.jspecify.annotations.NullMarked;
