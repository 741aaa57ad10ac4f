/** A node that is told to end, is killed, is broken, or is asked for very much at a time. */
@NullMarked
package dev.pharos.testkit.fault;

import org.jspecify.annotations.NullMarked;
