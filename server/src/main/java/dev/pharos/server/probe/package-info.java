/** Asks persistent instances whether they live (TCP, HTTP, MySQL). */
@NullMarked
package dev.pharos.server.probe;

import org.jspecify.annotations.NullMarked;
