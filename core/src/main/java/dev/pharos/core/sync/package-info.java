/** Anti-entropy between peers: versions, digests, merge. */
@NullMarked
package dev.pharos.core.sync;

import org.jspecify.annotations.NullMarked;
