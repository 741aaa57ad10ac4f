/** Every way a request can be refused, with its data (sealed Fault); Invariant. */
@NullMarked
package dev.pharos.core.fault;

import org.jspecify.annotations.NullMarked;
