/** What configurations said before, in side files beside the log. */
@NullMarked
package dev.pharos.server.cluster.raft.history;

import org.jspecify.annotations.NullMarked;
