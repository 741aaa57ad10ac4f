/** One node without a disk: the logs of a node that forgets everything when it stops. */
@NullMarked
package dev.pharos.server.cluster.memory;

import org.jspecify.annotations.NullMarked;
