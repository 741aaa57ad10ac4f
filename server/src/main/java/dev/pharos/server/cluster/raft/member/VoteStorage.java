package dev.pharos.server.cluster.raft.member;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.RaftMetaStorageOptions;
import com.alipay.sofa.jraft.storage.RaftMetaStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The term of this member and whom it voted for in it: 8 bytes of name and version, the term, the
 * vote as length and text, and a CRC32C of all before. A change is durable when the call returns.
 *
 * <p>Fails: the library does not look at what comes of a write, so one that failed throws, and with
 * it all that follow; the vote is then neither counted nor sent, and the owner hears of it.
 */
public final class VoteStorage implements RaftMetaStorage {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.raft");
    private static final byte[] HEAD = "PHVOTE\0\1".getBytes(UTF_8);

    /** Where the text of the vote begins behind the head. */
    private static final int VOTE_AT = Long.BYTES + Integer.BYTES;

    private final Path file;
    private final Consumer<IOException> failed;
    private long term;
    private PeerId votedFor;
    private @Nullable IOException failure;

    private VoteStorage(Path file, Consumer<IOException> failed, long term, PeerId votedFor) {
        this.file = file;
        this.failed = failed;
        this.term = term;
        this.votedFor = votedFor;
    }

    /** Writes the votes of a member that has never voted; before anything else is written. */
    static void create(Path file) throws IOException {
        write(file, 0, PeerId.emptyPeer());
    }

    /**
     * The votes as they were written last.
     *
     * @param failed told of a write that failed, once
     * @throws IOException in one line, what is wrong with the file
     */
    static VoteStorage open(Path file, Consumer<IOException> failed) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        int size = bytes.limit() - Integer.BYTES;
        if (size < HEAD.length + VOTE_AT
                || bytes.getInt(size) != crc(bytes.slice(0, size))
                || !bytes.slice(0, HEAD.length).equals(ByteBuffer.wrap(HEAD))) {
            throw damaged(file);
        }
        bytes.position(HEAD.length);
        long term = bytes.getLong();
        byte[] votedFor = new byte[bytes.getInt()];
        bytes.get(votedFor);
        return new VoteStorage(file, failed, term, PeerId.parsePeer(new String(votedFor, UTF_8)));
    }

    /** Makes this vote durable; nothing is written when it is already. Blocks. */
    synchronized void persist(long newTerm, PeerId vote) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (newTerm == term && vote.equals(votedFor)) {
            return;
        }
        try {
            write(file, newTerm, vote);
        } catch (IOException e) {
            failure = new IOException("the vote could not be written to " + file + ": " + e, e);
            failed.accept(failure);
            throw failure;
        }
        term = newTerm;
        votedFor = vote.copy();
        if (!vote.isEmpty()) {
            LOG.info("voted term={} for={}", newTerm, vote.getIp());
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, long term, PeerId votedFor) throws IOException {
        byte[] vote = votedFor.toString().getBytes(UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(HEAD.length + VOTE_AT + vote.length + Integer.BYTES);
        bytes.put(HEAD).putLong(term).putInt(vote.length).put(vote);
        bytes.putInt(crc(bytes.duplicate().flip())).flip();
        Path folder = file.toAbsolutePath().getParent();
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(next, CREATE, WRITE, TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (folder == null) {
            throw new NoSuchFileException(file.toString());
        }
        try (FileChannel directory = FileChannel.open(folder)) {
            directory.force(true);
        }
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
