/** Keepers: one writer per state machine; apply, save, publish; immutable views for readers. */
@NullMarked
package dev.pharos.server.state;

import org.jspecify.annotations.NullMarked;
