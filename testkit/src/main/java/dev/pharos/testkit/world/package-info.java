/** A simulated world for the inside of nodes: one thread, virtual time, one seed. */
@NullMarked
package dev.pharos.testkit.world;

import org.jspecify.annotations.NullMarked;
