/** What rooms report that somebody should mend. */
@NullMarked
package dev.pharos.server.port.finding;

import org.jspecify.annotations.NullMarked;
