package dev.pharos.server.cluster.member;

import dev.pharos.core.name.NodeId;
import dev.pharos.server.port.cluster.ClusterView.Standing;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The group that orders durable changes, as what finds its members sees it. Before {@link #found}
 * or {@link #join} this node does not take part in it, and every durable write is refused.
 *
 * <p>Thread: any; only {@link #found} and {@link #join} block, and only one of them is called,
 * once.
 */
public interface Group {
    /**
     * Begins as the only member of a new group; a node that has a log already goes on with that.
     *
     * @throws IOException in one line, why its log cannot be opened
     */
    void found() throws IOException;

    /**
     * Begins with nothing, and waits to be added; a node that has a log already goes on with that.
     *
     * @throws IOException in one line, why its log cannot be opened
     */
    void join() throws IOException;

    /** Those who have a vote, as far as this node knows. Empty before it begins. */
    List<NodeId> members();

    /** Those who catch up and have no vote yet, as far as this node knows. */
    List<NodeId> learners();

    /**
     * Has the node catch up as a learner, and then gives it a vote; one that is a member stays it.
     * Only one such change is under way at a time. Fails: when this node does not lead, has no
     * majority, or is asked for another change meanwhile; then it may be asked again.
     */
    CompletionStage<Void> add(NodeId node);

    /** Has the node catch up as a learner, and then gives it the vote of the old one, at once. */
    CompletionStage<Void> replace(NodeId old, NodeId node);

    /** Takes a member or learner out, as {@link #add} takes one in. */
    CompletionStage<Void> remove(NodeId node);

    /** Where this node stands in it. Absent before it begins. */
    Optional<Standing> standing();

    /** Has {@code told} run after each change of what the questions above answer. */
    void onChange(Runnable told);
}
