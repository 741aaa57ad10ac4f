/** The load driver: closed loops against a node and against bare servers in the same run. */
@NullMarked
package dev.pharos.bench.load;

import org.jspecify.annotations.NullMarked;
