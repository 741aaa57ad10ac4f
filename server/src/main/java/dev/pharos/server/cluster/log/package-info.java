/** Segment files: append, sync, cut a torn tail, refuse a rotten middle; knows nothing of Raft. */
@NullMarked
package dev.pharos.server.cluster.log;

import org.jspecify.annotations.NullMarked;
