package dev.pharos.server.cluster.peer;

import dev.pharos.server.port.World;

/** What every connection of this node works with. */
record Equipment(World world, PeerSettings settings, Secret secret) {}
