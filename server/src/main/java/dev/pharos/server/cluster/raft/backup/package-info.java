/** A snapshot as one file that leaves the node, and comes back into a data folder. */
@NullMarked
package dev.pharos.server.cluster.raft.backup;

import org.jspecify.annotations.NullMarked;
