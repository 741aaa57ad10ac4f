/** Counters, timers, access log, slow log; Prometheus text. */
@NullMarked
package dev.pharos.server.telemetry;

import org.jspecify.annotations.NullMarked;
