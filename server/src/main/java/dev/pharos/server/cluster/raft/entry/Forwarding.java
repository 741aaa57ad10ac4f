package dev.pharos.server.cluster.raft.entry;

import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.raft.codec.CommandCodec;
import dev.pharos.server.port.Stages;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.PeerLink;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Entries that go to a leader on another node, and those that come from others: the version of the
 * format in a byte, the term for which it is sent, the entry. The answer is a {@link Verdict}.
 *
 * <p>Limit: each node has few entries on its way, so few are here.
 */
public final class Forwarding implements PeerLink.Answering {
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 1 + Long.BYTES;

    private final PeerLink link;
    private final Executor loop;
    private final Proposing log;

    /** The log of this node, which takes entries when it leads. */
    public interface Proposing {
        void propose(ByteBuffer entry, long term, Consumer<Verdict> done);
    }

    public Forwarding(World world, PeerLink link, Proposing log) {
        this.link = link;
        this.loop = world.loop("forward");
        this.log = log;
    }

    /** Answers others from now on, and says when one of them is reached, or no longer. */
    public void serve(Runnable changed) {
        link.answer(PeerLink.Topic.FORWARD, this);
        link.follow((_, _) -> changed.run());
    }

    public boolean reaches(NodeId leader) {
        return link.reaches(leader);
    }

    public void send(ByteBuffer entry, Leader leader, Duration patience, Consumer<Verdict> done) {
        byte[] message =
                ByteBuffer.allocate(HEAD_BYTES + entry.remaining())
                        .put((byte) VERSION)
                        .putLong(leader.term())
                        .put(entry)
                        .array();
        var _ =
                link.ask(leader.id(), PeerLink.Topic.FORWARD, message, patience)
                        .handle((answer, failure) -> verdict(answer, failure))
                        .thenAccept(done);
    }

    private static Verdict verdict(byte[] answer, Throwable failure) {
        if (failure == null) {
            return Verdict.decode(answer);
        }
        Throwable cause = Stages.cause(failure);
        return new Verdict(
                cause instanceof PeerLink.Unreached
                        ? Verdict.Kind.NOT_LEADER
                        : Verdict.Kind.UNKNOWN,
                String.valueOf(cause.getMessage()));
    }

    @Override
    public CompletionStage<byte[]> answer(NodeId from, byte[] message) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        loop.execute(() -> propose(message, verdict -> answer.complete(verdict.encode())));
        return answer;
    }

    /** An entry that cannot be read would stop every node, so it is read before it is taken. */
    private void propose(byte[] message, Consumer<Verdict> done) {
        ByteBuffer bytes = ByteBuffer.wrap(message);
        if (bytes.remaining() < HEAD_BYTES || bytes.get() != VERSION) {
            done.accept(refused("this node does not understand the other's version"));
            return;
        }
        long term = bytes.getLong();
        try {
            var _ = CommandCodec.batch(bytes);
        } catch (RuntimeException e) { // whatever a peer has sent
            done.accept(refused("the leader cannot read " + e.getMessage()));
            return;
        }
        log.propose(bytes.slice(), term, done);
    }

    private static Verdict refused(String why) {
        return new Verdict(Verdict.Kind.REFUSED, why);
    }
}
