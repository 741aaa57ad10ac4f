/** Simulations: several nodes on one thread, in virtual time, with faults from one seed. */
@NullMarked
package dev.pharos.testkit.sim;

import org.jspecify.annotations.NullMarked;
