package dev.pharos.server.cluster.raft.codec;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.registry.ServiceCommand;

/** A command of any family that the log orders. */
public sealed interface Command {
    record OfConfig(ConfigCommand command) implements Command {}

    record OfService(ServiceCommand command) implements Command {}
}
