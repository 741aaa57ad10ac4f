/** Commands on their way into the log: as entries, and through whoever leads. */
@NullMarked
package dev.pharos.server.cluster.raft.entry;

import org.jspecify.annotations.NullMarked;
