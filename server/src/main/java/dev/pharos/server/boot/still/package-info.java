/** The state of a node that does not run: read for a backup, written by a restore. */
@NullMarked
package dev.pharos.server.boot.still;

import org.jspecify.annotations.NullMarked;
