/** Connections to a server as its clients have them, and requests as their bytes. */
@NullMarked
package dev.pharos.bench.line;

import org.jspecify.annotations.NullMarked;
