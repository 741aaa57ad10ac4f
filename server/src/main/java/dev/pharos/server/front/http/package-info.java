/**
 * Engine of the HTTP/1.1 wire: limits, streams, acks; no meaning.
 *
 * <p>What a path means is a dialect's business ({@code front.v1} and its kin), which plugs in as
 * {@link dev.pharos.server.front.http.Router.Section}s of one router.
 */
@NullMarked
package dev.pharos.server.front.http;

import org.jspecify.annotations.NullMarked;
