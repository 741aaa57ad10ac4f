/** Heartbeats and probe verdicts as functions of (history, now). */
@NullMarked
package dev.pharos.core.health;

import org.jspecify.annotations.NullMarked;
