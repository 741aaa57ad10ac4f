package dev.pharos.server.cluster.raft.entry;

import dev.pharos.core.name.NodeId;

/** Who leads, and in which term. */
public record Leader(NodeId id, long term) {}
