/** The commands as bytes, as they stand in the log: a version, then a type and its fields. */
@NullMarked
package dev.pharos.server.cluster.raft.codec;

import org.jspecify.annotations.NullMarked;
