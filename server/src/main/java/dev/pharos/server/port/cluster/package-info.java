/** What the inside asks of other nodes: messages to them, and who they are. */
@NullMarked
package dev.pharos.server.port.cluster;

import org.jspecify.annotations.NullMarked;
