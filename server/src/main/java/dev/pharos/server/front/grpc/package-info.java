/**
 * Engine of the gRPC wire: limits, streams, acks; no meaning.
 *
 * <p>What the payloads mean is {@code front.rpc}'s business, which plugs in as {@link
 * dev.pharos.server.front.grpc.Dialect}. How a connection lives and what is promised about order is
 * told in {@code DESIGN.md} beside this file.
 */
@NullMarked
package dev.pharos.server.front.grpc;

import org.jspecify.annotations.NullMarked;
