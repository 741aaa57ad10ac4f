package dev.pharos.server.cluster.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LeaderChangeContext;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.storage.LogStorage;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.cluster.bytes.Words;
import dev.pharos.server.cluster.raft.codec.Batch;
import dev.pharos.server.cluster.raft.codec.Command;
import dev.pharos.server.cluster.raft.codec.CommandCodec;
import dev.pharos.server.cluster.raft.codec.Origin;
import dev.pharos.server.cluster.raft.entry.Entry;
import dev.pharos.server.cluster.raft.member.Shown;
import dev.pharos.server.cluster.raft.snapshot.SnapshotDraft;
import dev.pharos.server.port.Commits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the library calls with what is committed: decodes it and hands it over, command by command,
 * in order. What is applied is what the log says on every node, also where the command came from.
 *
 * <p>Thread: the library's one for this. It is never let an exception through, which would only
 * stall it: the owner hears of it, and ends the node.
 */
final class CommandMachine extends StateMachineAdapter {
    /** Of an entry; few enough that the next may wait for room meanwhile. */
    private static final int TOGETHER_MAX = Commits.APPLYING_MAX / 4;

    private final Commits commits;
    private final Applying applying;
    private final Snapshots snapshots;
    private final Shown shown;
    private final Following following;
    private final Owner owner;
    private final Words words = new Words();

    /** Index of the last entry that was handed over before the library came to it; 0: none was. */
    private volatile long ahead;

    /** Index of the last entry that the library came to. */
    private long delivered;

    /** Who hears what becomes of this member. Thread: the library's. */
    interface Owner {
        /** It leads, and has been handed all that was committed before. */
        void leading(long term);

        /** The entry is made here, and is about to be applied; empty when nobody waits for it. */
        Optional<Entry> arrived(Origin origin);

        /** All that could be applied now is. */
        void appliedAll();

        /** The state has become that of a snapshot. */
        void leapt();

        /** The log can take no more: its disk, or the library, has failed. */
        void failed(String cause);

        /** What the state was before cannot be had again: a file of it is not as it was written. */
        void unreadable(String what);

        /** The state of this node is not what it should be. */
        void broken(String what, Throwable cause);
    }

    /** How far the state has come. */
    record Progress(Applying applying, Snapshots snapshots, Shown shown) {}

    CommandMachine(Commits commits, Progress progress, Following following, Owner owner) {
        this.commits = commits;
        this.applying = progress.applying();
        this.snapshots = progress.snapshots();
        this.shown = progress.shown();
        this.following = following;
        this.owner = owner;
    }

    @Override
    public void onApply(Iterator entries) {
        try {
            while (entries.hasNext()) {
                delivered = entries.getIndex();
                if (delivered > snapshots.lastIndex()) { // else it was replayed
                    apply(delivered, entries.getData(), entries.done());
                }
                entries.next();
            }
            owner.appliedAll();
        } catch (Throwable failure) { // the outermost frame of ours on the library's thread
            String what = "the entry " + entries.getIndex() + " of the log cannot be applied";
            owner.broken(what, failure);
            entries.setErrorAndRollback(1, new Status(RaftError.ESTATEMACHINE, what));
        }
    }

    /**
     * Hands over again what this member has shown before it ended: the library knows of what its
     * log has after the snapshot only that it was written, and waits for a leader who says that it
     * is committed. Order: after the snapshot is loaded, before anybody is heard.
     */
    void replay(LogStorage log) {
        try {
            OptionalLong before = shown.before();
            if (before.isEmpty()) {
                return;
            }
            LogEntry entry = log.getEntry(snapshots.lastIndex() + 1);
            while (entry != null && entry.getId().getIndex() <= before.getAsLong()) {
                long index = entry.getId().getIndex();
                if (entry.getType() == EntryType.ENTRY_TYPE_DATA) {
                    apply(index, entry.getData(), null);
                    ahead = index;
                }
                entry = log.getEntry(index + 1);
            }
            applying.settled().join();
            if (snapshots.lastIndex() >= before.getAsLong()) {
                shown.thereAgain();
            }
        } catch (Throwable failure) { // whatever it is, this member ends, as in onApply
            owner.broken("the log cannot be replayed", failure);
        }
    }

    /** {@code done} is told, when it is there: this node led when the entry was made. */
    private void apply(long index, ByteBuffer bytes, @Nullable Closure done) {
        Batch batch = CommandCodec.batch(bytes, words);
        Optional<Entry> own = owner.arrived(batch.origin());
        shown.reached(index);
        for (int from = 0; from < batch.commands().size(); from += TOGETHER_MAX) {
            int first = from;
            int end = Math.min(first + TOGETHER_MAX, batch.commands().size());
            applying.awaitRoom(end - first);
            commits.together(() -> handOver(batch.commands(), first, end, own));
        }
        own.ifPresent(Entry::applied);
        if (done != null) {
            done.run(Status.OK());
        }
        snapshots.handedOver(index, bytes.remaining());
    }

    private void handOver(List<Command> commands, int first, int end, Optional<Entry> own) {
        for (int i = first; i < end; i++) {
            CompletionStage<?> application = handOver(commands.get(i));
            follow(application);
            if (own.isPresent()) {
                own.get().rider(i).follow(application);
            }
        }
    }

    private CompletionStage<?> handOver(Command command) {
        return switch (command) {
            case Command.OfConfig config -> commits.committed(config.command());
            case Command.OfService service -> commits.committed(service.command());
        };
    }

    private void follow(CompletionStage<?> application) {
        CompletableFuture<?> applied = application.toCompletableFuture();
        applying.add(applied);
        var _ =
                applied.exceptionally(
                        failure -> {
                            owner.broken("a committed command could not be applied", failure);
                            return null;
                        });
    }

    @Override
    public void onSnapshotSave(SnapshotWriter writer, Closure done) {
        if (delivered < ahead) { // it would count what is replayed as not in it
            done.run(new Status(RaftError.ECANCELED, "the log is being replayed"));
            return;
        }
        snapshots.save(applying.settled(), (SnapshotDraft) writer, done);
    }

    @Override
    public boolean onSnapshotLoad(SnapshotReader reader) {
        try {
            applying.settled().join();
            snapshots.load(reader);
            ahead = 0;
            owner.leapt();
            return true;
        } catch (IOException e) {
            owner.unreadable(String.valueOf(e.getMessage()));
            return false;
        } catch (Throwable failure) { // whatever it is, this member ends, as in onApply
            owner.broken("the snapshot " + reader.getPath() + " cannot be read", failure);
            return false;
        }
    }

    @Override
    public void onShutdown() {
        shown.close();
    }

    @Override
    public void onLeaderStart(long term) {
        owner.leading(term);
    }

    @Override
    public void onLeaderStop(Status status) {
        following.nobody(String.valueOf(status.getErrorMsg()));
    }

    @Override
    public void onStartFollowing(LeaderChangeContext change) {
        following.follows(new NodeId(change.getLeaderId().getIp()), change.getTerm());
    }

    @Override
    public void onStopFollowing(LeaderChangeContext change) {
        following.nobody(String.valueOf(change.getStatus().getErrorMsg()));
    }

    @Override
    public void onConfigurationCommitted(Configuration members) {
        following.members(
                members.listPeers().stream().map(peer -> new NodeId(peer.getIp())).toList());
    }

    @Override
    public void onError(RaftException failure) {
        owner.failed(failure.getStatus().getErrorMsg());
    }
}
