/** What rooms report while they work, under Nacos' names, as Prometheus text. */
@NullMarked
package dev.pharos.server.telemetry.meter;

import org.jspecify.annotations.NullMarked;
