/** CP: CommandLog over the Raft library; snapshots; history bodies beside them. */
@NullMarked
package dev.pharos.server.cluster.raft;

import org.jspecify.annotations.NullMarked;
