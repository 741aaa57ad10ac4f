package dev.pharos.server.port.cluster;

import dev.pharos.core.name.NodeId;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.RegistryCommand.Deregister;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.sync.Attendance;
import dev.pharos.core.sync.Delta;
import dev.pharos.core.sync.Digest;
import dev.pharos.core.sync.Dot;
import dev.pharos.core.sync.Key;
import dev.pharos.core.sync.Origin;
import dev.pharos.core.sync.Replica.Performed;
import dev.pharos.core.sync.State;
import dev.pharos.core.sync.Versions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The ephemeral half as one of several equal ones: implemented by {@code state}. What is asked of
 * it comes after what was asked before.
 *
 * <p>Fails: every stage with {@code FaultException} and {@code Busy} (not begun). Thread: any;
 * never blocks.
 */
public interface Replicated {
    /** This start of this node. Order: after a picture was put back. */
    CompletionStage<Origin> run();

    /** Applies a command, and says what that was in writes. */
    CompletionStage<Performed> perform(RegistryCommand command);

    /** By which write it is registered here. */
    CompletionStage<Optional<Dot>> registered(Key key);

    /** Applies it unless it has been registered anew since {@link #registered} said this. */
    CompletionStage<RegistryOutcome> withdraw(Deregister command, Optional<Dot> registered);

    /** Takes writes of another node, in its order; false: some before them are missing. */
    CompletionStage<Boolean> receive(List<Delta> writes);

    /** Takes writes that {@link #perform} has made at another node. */
    CompletionStage<Void> learn(List<Delta> writes);

    /**
     * Runs that are over, and nodes that have left, are not counted any more.
     *
     * @param known the nodes that may write, this one among them
     * @param others what each of the others has seen
     */
    void settle(Set<NodeId> known, List<Versions> others);

    /** Becomes what it and another node's state are together. */
    CompletionStage<Void> merge(NodeId other, State theirs);

    /** All, for one who has seen this. */
    CompletionStage<State> state(Versions seen);

    CompletionStage<Digest> digest();

    /** Other nodes have come or gone. The answer: the nodes that connections are known of. */
    CompletionStage<Set<NodeId>> attend(Attendance now);

    /** Has {@code told} hear all writes of this node from now on, in their order. */
    void onWrites(Consumer<List<Delta>> told);
}
