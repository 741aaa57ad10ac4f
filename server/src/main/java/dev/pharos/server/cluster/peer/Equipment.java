package dev.pharos.server.cluster.peer;

import dev.pharos.server.port.World;
import dev.pharos.server.telemetry.meter.PeerMeter;

/** What every connection of this node works with. */
record Equipment(World world, PeerSettings settings, Secret secret, PeerMeter meter) {}
