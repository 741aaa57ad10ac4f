package dev.pharos.server.cluster.sync;

import dev.pharos.core.name.ClientId;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.RegistryCommand.Deregister;
import dev.pharos.core.registry.RegistryCommand.Register;
import dev.pharos.core.registry.RegistryCommand.Renew;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.sync.Delta;
import dev.pharos.core.sync.Dot;
import dev.pharos.core.sync.Key;
import dev.pharos.server.cluster.bytes.ByteWriter;
import dev.pharos.server.cluster.sync.Letters.Kind;
import dev.pharos.server.port.RegistryLog;
import dev.pharos.server.port.cluster.PeerLink;
import dev.pharos.server.port.cluster.PeerLink.Topic;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Commands of clients on several equal nodes. What a connection says is applied by the node that it
 * is made to. What an address says, which may come to any node, is applied by the one that looks
 * after it, so that it keeps its order; one that does not answer is done without.
 */
final class SyncLog implements RegistryLog {
    private final RegistryLog local;
    private final Replication replication;
    private final PeerLink link;
    private final SyncSettings settings;

    SyncLog(Replication replication, RegistryLog local, PeerLink link, SyncSettings settings) {
        this.local = local;
        this.replication = replication;
        this.link = link;
        this.settings = settings;
    }

    @Override
    public CompletionStage<RegistryOutcome> append(RegistryCommand command) {
        return switch (command) {
            case Register register when register.beating() ->
                    elsewhere(register.client())
                            .map(owner -> ask(owner, register, o -> Letters.register(o, register)))
                            .orElseGet(() -> local.append(register));
            case Deregister deregister when deregister.client().isEphemeralAddress() -> {
                Optional<NodeId> owner = elsewhere(deregister.client());
                if (owner.isEmpty()) {
                    yield local.append(deregister);
                }
                yield withdraw(owner.get(), deregister);
            }
            case Renew renew -> {
                if (elsewhere(renew.client()).isPresent()) {
                    replication.renewals().add(new Key(renew.service(), renew.client()));
                }
                yield local.append(renew);
            }
            default -> local.append(command);
        };
    }

    /** The node that looks after an address, when it is not this one. */
    private Optional<NodeId> elsewhere(ClientId client) {
        return replication.elsewhere(client);
    }

    /**
     * What this node knows and the other has not heard of yet is withdrawn as well; not what is
     * registered anew until the other has answered.
     */
    private CompletionStage<RegistryOutcome> withdraw(NodeId owner, Deregister deregister) {
        Key key = new Key(deregister.service(), deregister.client());
        CompletionStage<Optional<Dot>> known = replication.half().registered(key);
        return ask(owner, deregister, out -> Letters.deregister(out, deregister))
                .thenCompose(_ -> known)
                .thenCompose(registered -> replication.half().withdraw(deregister, registered));
    }

    /** What the other node has done is shown here when this is answered. */
    private CompletionStage<RegistryOutcome> ask(
            NodeId owner, RegistryCommand command, Consumer<ByteWriter> fields) {
        return link.ask(owner, Topic.SYNC, Letters.of(Kind.COMMAND, fields), settings.patience())
                .thenApply(answer -> Letters.read(answer, in -> in.optional(Letters::writes)))
                .thenCompose(this::learn)
                .handle(
                        (done, failure) ->
                                failure == null && done
                                        ? CompletableFuture.completedStage(RegistryOutcome.DONE)
                                        : local.append(command))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Boolean> learn(Optional<List<Delta>> writes) {
        return writes.isEmpty()
                ? CompletableFuture.completedStage(false)
                : replication.half().learn(writes.get()).thenApply(_ -> true);
    }
}
