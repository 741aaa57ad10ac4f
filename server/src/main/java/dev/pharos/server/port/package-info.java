/** What the inside asks of the world, as interfaces. */
@NullMarked
package dev.pharos.server.port;

import org.jspecify.annotations.NullMarked;
