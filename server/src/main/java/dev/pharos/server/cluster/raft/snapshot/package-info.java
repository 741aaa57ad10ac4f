/** Snapshots as files: written durably, and not read when they are not as they were written. */
@NullMarked
package dev.pharos.server.cluster.raft.snapshot;

import org.jspecify.annotations.NullMarked;
