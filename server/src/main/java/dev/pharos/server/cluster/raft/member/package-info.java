/**
 * One member of the group: the Raft library with our votes, our snapshots' place, our transport.
 */
@NullMarked
package dev.pharos.server.cluster.raft.member;

import org.jspecify.annotations.NullMarked;
