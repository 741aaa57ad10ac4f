package dev.pharos.server.cluster.raft.codec;

import java.util.List;

/** What an entry of the log says: commands in their order, and where they come from. */
public record Batch(Origin origin, List<Command> commands) {
    public Batch {
        commands = List.copyOf(commands);
    }
}
