package dev.pharos.server.boot.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The folder that belongs to one running node alone, for as long as it is open. */
public final class DataFolder implements AutoCloseable {
    /** A folder in it that is there from the first step of a restore to its last. */
    public static final String RESTORING = "restoring";

    private static final String NODE_ID = "node-id";

    private final Path path;
    private final FileChannel lock;

    /** Another node runs on the folder. */
    public static final class TakenException extends IOException {
        private static final long serialVersionUID = 1;

        private TakenException(String message) {
            super(message);
        }
    }

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the folder when it is not there, and keeps others out.
     *
     * @throws IOException in one line, why not: another node runs on it, or it cannot be written
     */
    public static DataFolder open(Path path) throws IOException {
        FileChannel lock;
        try {
            Files.createDirectories(path);
            lock = FileChannel.open(path.resolve("pharos.lock"), CREATE, READ, WRITE);
        } catch (IOException e) {
            throw new IOException(
                    "the data folder "
                            + path
                            + " cannot be written"
                            + reason(e)
                            + " (expected: a folder of this user; --data names another)",
                    e);
        }
        DataFolder folder = new DataFolder(path.toRealPath(), lock);
        if (folder.tryLock() == null) {
            String owner = folder.owner();
            lock.close();
            throw new TakenException(
                    "a node already runs on the data folder "
                            + folder.path
                            + (owner.isEmpty() ? "" : ": " + owner)
                            + " (stop it, or give this one another folder with --data)");
        }
        folder.write("pid " + ProcessHandle.current().pid());
        return folder;
    }

    public Path path() {
        return path;
    }

    /** Where the log of durable changes and its snapshots are. */
    public Path log() {
        return path.resolve("raft");
    }

    /** Where a picture of the instances is that do not survive their clients. */
    public Path picture() {
        return path.resolve("instances");
    }

    /**
     * The name by which this node is known for as long as its folder lives, whatever its address;
     * made at the first start.
     *
     * @throws IOException in one line, when it is lost while what was written under it is not
     */
    public String nodeId(RandomGenerator random) throws IOException {
        if (Files.exists(path.resolve(RESTORING))) {
            throw new IOException(
                    "a restore into " + path + " did not finish (remedy: repeat it, with --force)");
        }
        Path file = path.resolve(NODE_ID);
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        if (Files.exists(log())) {
            throw new IOException(
                    file
                            + " is missing beside "
                            + log()
                            + " (remedy: put the data folder back from a backup, or empty it)");
        }
        String id = newId(random);
        name(id);
        return id;
    }

    public static String newId(RandomGenerator random) {
        return HexFormat.of().toHexDigits(random.nextLong());
    }

    /** Whether a node has ever kept anything here. */
    public boolean hasData() {
        return Files.exists(log()) || Files.exists(path.resolve(NODE_ID));
    }

    /** Gives the node of this folder its name. Durable on return. */
    public void name(String id) throws IOException {
        Path next = path.resolve(NODE_ID + ".new");
        try (FileChannel channel = FileChannel.open(next, CREATE, WRITE, TRUNCATE_EXISTING)) {
            channel.write(UTF_8.encode(id + "\n"));
            channel.force(true);
        }
        Files.move(next, path.resolve(NODE_ID), ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(path)) {
            folder.force(true);
        }
    }

    /** What scripts, and a second start on the same folder, are told of this node. */
    public void note(String addresses) throws IOException {
        write("pid " + ProcessHandle.current().pid() + ", " + addresses);
    }

    /** Lets others in. */
    @Override
    public void close() throws IOException {
        lock.truncate(0);
        lock.close();
    }

    private @Nullable FileLock tryLock() throws IOException {
        try {
            return lock.tryLock();
        } catch (OverlappingFileLockException _) {
            return null; // another node of this very process
        }
    }

    private void write(String line) throws IOException {
        ByteBuffer bytes = UTF_8.encode(line + "\n");
        int length = bytes.remaining();
        lock.write(bytes, 0);
        lock.truncate(length); // at no moment is there nothing to be read
    }

    /** What the system says, when it says more than that. */
    private static String reason(IOException e) {
        boolean told = e instanceof FileSystemException refusal && refusal.getReason() != null;
        return told ? ": " + ((FileSystemException) e).getReason() : "";
    }

    private String owner() {
        try {
            ByteBuffer bytes = ByteBuffer.allocate(256);
            int length = lock.read(bytes, 0);
            return length <= 0 ? "" : UTF_8.decode(bytes.flip()).toString().strip();
        } catch (IOException _) {
            return ""; // some systems let nobody read what another has locked
        }
    }
}
