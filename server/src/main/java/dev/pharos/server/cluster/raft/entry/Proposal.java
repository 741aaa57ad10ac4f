package dev.pharos.server.cluster.raft.entry;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.cluster.raft.codec.Command;
import dev.pharos.server.cluster.raft.codec.CommandCodec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A command that somebody here wants committed, and who waits for its outcome. */
public final class Proposal<T> {
    private final byte[] command;
    private final Class<T> type;
    private final CompletableFuture<T> reply = new CompletableFuture<>();
    private volatile long sinceMillis;

    /**
     * Encodes the command, so that this is done where it came from.
     *
     * @param type of its outcome
     */
    public Proposal(Command command, Class<T> type) {
        this.command = CommandCodec.encode(command);
        this.type = type;
    }

    byte[] command() {
        return command;
    }

    /** It waits to be sent from now on. Unit: milliseconds of the world's steady clock. */
    void waitsSince(long millis) {
        sinceMillis = millis;
    }

    long sinceMillis() {
        return sinceMillis;
    }

    public CompletionStage<T> reply() {
        return reply;
    }

    void refuse(Fault fault) {
        reply.completeExceptionally(new FaultException(fault));
    }

    /** It is committed; what its application comes to is the answer. */
    public void follow(CompletionStage<?> application) {
        var _ =
                application.whenComplete(
                        (outcome, failure) -> {
                            if (failure == null) {
                                reply.complete(type.cast(outcome));
                            } else {
                                reply.completeExceptionally(failure);
                            }
                        });
    }
}
