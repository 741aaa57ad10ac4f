/**
 * Node-to-node transport: one port (main − 1000), one frame, authenticated; node ids (never
 * addresses) as identity.
 */
@NullMarked
package dev.pharos.server.cluster.peer;

import org.jspecify.annotations.NullMarked;
