/** Dialect of the gRPC payloads (clients 2.x, 3.x). */
@NullMarked
package dev.pharos.server.front.rpc;

import org.jspecify.annotations.NullMarked;
