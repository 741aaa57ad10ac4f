package dev.pharos.server.cluster.raft.member;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.RaftMetaStorageOptions;
import com.alipay.sofa.jraft.storage.RaftMetaStorage;
import dev.pharos.server.cluster.log.Disk;
import dev.pharos.server.cluster.log.LogException;
import dev.pharos.server.cluster.log.Room;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The term of this member and whom it voted for in it: 8 bytes of name and version, the term, the
 * vote as length and text, and a CRC32C of all before.
 *
 * <p>Fails: the library does not look at what comes of a write. So whoever lets anything leave this
 * node calls {@link #settle} first, which throws until the newest vote is durable. A full disk ends
 * nothing but that; after another failure every call throws, and the owner hears of it.
 */
public final class VoteStorage implements RaftMetaStorage {
    static final String FILE = "votes";
    private static final String UNBORN = FILE + ".new";
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.raft");
    private static final byte[] HEAD = "PHVOTE\0\1".getBytes(UTF_8);

    /** Where the text of the vote begins behind the head. */
    private static final int VOTE_AT = Long.BYTES + Integer.BYTES;

    private static final int FILE_MAX = 1 << 16;

    private final Disk disk;
    private final Owner owner;
    private long term;
    private PeerId votedFor;
    private boolean full;
    private @Nullable IOException failure;

    /** Whether the disk says the same. */
    private volatile boolean durable = true;

    /**
     * Who hears of a vote that cannot be written.
     *
     * @param room told when there is no room for it; has it tried again
     * @param failed told when the node is not to go on
     */
    public record Owner(Room room, Consumer<IOException> failed) {}

    private VoteStorage(Disk disk, Owner owner, long term, PeerId votedFor) {
        this.disk = disk;
        this.owner = owner;
        this.term = term;
        this.votedFor = votedFor;
    }

    /** Writes the votes of a member that has never voted; before anything else is written. */
    static void create(Disk disk) throws IOException {
        write(disk, 0, PeerId.emptyPeer());
    }

    /**
     * The votes as they were written last.
     *
     * @throws IOException in one line, what is wrong with the file
     */
    static VoteStorage open(Disk disk, Owner owner) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(FILE_MAX);
        try (Disk.Store store = disk.open(FILE)) {
            store.read(bytes, 0);
        }
        int size = bytes.flip().limit() - Integer.BYTES;
        if (size < HEAD.length + VOTE_AT
                || bytes.getInt(size) != crc(bytes.slice(0, size))
                || !bytes.slice(0, HEAD.length).equals(ByteBuffer.wrap(HEAD))) {
            throw damaged(disk.folder().resolve(FILE));
        }
        bytes.position(HEAD.length);
        long term = bytes.getLong();
        byte[] votedFor = new byte[bytes.getInt()];
        bytes.get(votedFor);
        PeerId vote = PeerId.parsePeer(new String(votedFor, UTF_8));
        return new VoteStorage(disk, owner, term, vote);
    }

    /** This is the vote, and durable on return; nothing is written when it is already. Blocks. */
    synchronized void persist(long newTerm, PeerId vote) throws IOException {
        if (newTerm != term || !vote.equals(votedFor)) {
            term = newTerm;
            votedFor = vote.copy();
            durable = false;
        }
        settle();
    }

    /**
     * The newest vote is durable on return.
     *
     * @throws LogException.Full when there is no room for it now
     */
    void settle() throws IOException {
        if (!durable) {
            settleNow();
        }
    }

    private synchronized void settleNow() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (durable) {
            return;
        }
        try {
            write(disk, term, votedFor);
        } catch (LogException.Full e) {
            if (!full) {
                full = true;
                LOG.error("this member is mute until its vote has room: {}", e.getMessage());
                owner.room().gone(e);
            }
            throw e;
        } catch (IOException e) {
            Path file = disk.folder().resolve(FILE);
            failure = new IOException("the vote could not be written to " + file + ": " + e, e);
            owner.failed().accept(failure);
            throw failure;
        }
        durable = true;
        if (full) {
            full = false;
            LOG.info("there is room for the vote again");
            owner.room().back();
        }
        if (!votedFor.isEmpty()) {
            LOG.info("voted term={} for={}", term, votedFor.getIp());
        }
    }

    @Override
    public boolean init(RaftMetaStorageOptions options) {
        return true;
    }

    @Override
    public void shutdown() {}

    @Override
    public boolean setTerm(long newTerm) {
        return setTermAndVotedFor(newTerm, getVotedFor());
    }

    @Override
    public synchronized long getTerm() {
        return term;
    }

    @Override
    public boolean setVotedFor(PeerId vote) {
        return setTermAndVotedFor(getTerm(), vote);
    }

    @Override
    public synchronized PeerId getVotedFor() {
        return votedFor;
    }

    @Override
    public boolean setTermAndVotedFor(long newTerm, PeerId vote) {
        try {
            persist(newTerm, vote);
            return true;
        } catch (LogException.Full _) {
            return false; // the library does not look, and would not bear more
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Disk disk, long term, PeerId votedFor) throws IOException {
        byte[] vote = votedFor.toString().getBytes(UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(HEAD.length + VOTE_AT + vote.length + Integer.BYTES);
        bytes.put(HEAD).putLong(term).putInt(vote.length).put(vote);
        bytes.putInt(crc(bytes.duplicate().flip())).flip();
        try (Disk.Store store = disk.open(UNBORN)) {
            store.truncate(0);
            store.write(bytes, 0);
            store.sync();
        }
        disk.rename(UNBORN, FILE);
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static IOException damaged(Path file) {
        return new IOException(
                "the votes in "
                        + file
                        + " are damaged, and a guess could make this node vote twice"
                        + " (remedy: restore the data folder from a backup, or start it empty)");
    }
}
