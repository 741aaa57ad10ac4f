package dev.pharos.server.boot.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder that belongs to one running node alone, for as long as it is open. */
public final class DataFolder implements AutoCloseable {
    /** A folder in it that is there from the first step of a restore to its last. */
    public static final String RESTORING = "restoring";

    /** A file in it, of what the node remembers of its cluster. */
    public static final String LEDGER = "cluster";

    private static final String NODE_ID = "node-id";
    private static final String LOCK = "pharos.lock";
    private static final String ASKED = "asked at ";
    private static final int NOTE_MAX = 1024;
    private static final int LOOKS_MAX = 10;
    private static final long LOOK_NANOS = 20_000_000;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
    private static final String REMEDY =
            " (remedy: put the data folder back from a backup, or empty it)";

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
            lock = FileChannel.open(path.resolve(LOCK), CREATE, READ, WRITE);
        } catch (IOException e) {
            throw new IOException(
                    "the data folder "
                            + path
                            + " cannot be written"
                            + reason(e)
                            + " (expected: a folder of this user; another is named with --data, or"
                            + " with --home of startup.sh)",
                    e);
        }
        DataFolder folder = new DataFolder(path.toRealPath(), lock);
        if (!folder.isLocked()) {
            String owner = folder.owner();
            lock.close();
            throw new TakenException(
                    "a node already runs on the data folder "
                            + folder.path
                            + (owner.isEmpty() ? "" : ": " + owner)
                            + " (stop it, or give this one another folder with --data, or with"
                            + " --home of startup.sh)");
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

    /** What the node remembers of its cluster. */
    public Path ledger() {
        return path.resolve(LEDGER);
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
            if (!Files.isDirectory(log())) {
                throw new IOException(log() + " is missing beside " + file + REMEDY);
            }
            return read(file);
        }
        if (holdsFiles(log())) {
            throw new IOException(file + " is missing beside " + log() + REMEDY);
        }
        String id = newId(random);
        Files.createDirectories(log()); // durable before the name, so that the name never lacks it
        SmallFile.syncFolder(path);
        name(id);
        return id;
    }

    private static String read(Path file) throws IOException {
        String id = new String(Files.readAllBytes(file), UTF_8).strip();
        if (!ID.matcher(id).matches()) {
            throw new IOException(
                    file + " holds no name of a node (expected: 16 hex digits)" + REMEDY);
        }
        return id;
    }

    private static boolean holdsFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
        }
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
        SmallFile.write(path, NODE_ID, id);
    }

    /**
     * What scripts, and a second start on the same folder, are told of this node.
     *
     * @param asked where the command line of this machine asks it
     */
    public void note(String addresses, String asked) throws IOException {
        write("pid " + ProcessHandle.current().pid() + ", " + addresses + "\n" + ASKED + asked);
    }

    /**
     * Where the node is asked that runs on a folder.
     *
     * @return empty when none does; of one that was killed, the note is there and the lock is not
     * @throws IOException in one line, why it cannot be said
     */
    public static Optional<String> asked(Path path) throws IOException {
        Path file = path.resolve(LOCK);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, READ)) {
            if (isFree(channel)) {
                return Optional.empty();
            }
            List<String> lines = text(channel).lines().toList();
            if (lines.size() < 2 || !lines.get(1).startsWith(ASKED)) {
                throw new IOException(
                        "the node on " + path + " is not ready yet: " + String.join(", ", lines));
            }
            return Optional.of(lines.get(1).substring(ASKED.length()));
        } catch (FileSystemException e) {
            throw new IOException(
                    file
                            + " cannot be read"
                            + reason(e)
                            + " (expected: a node of this user; --server HOST:PORT asks any other)",
                    e);
        }
    }

    /** Lets others in. */
    @Override
    public void close() throws IOException {
        lock.truncate(0);
        lock.close();
    }

    /** Whoever only looks whether a node runs here is gone in a moment. */
    private boolean isLocked() throws IOException {
        for (int i = 0; i < LOOKS_MAX; i++) {
            if (tryLock() != null) {
                return true;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return false;
    }

    private @Nullable FileLock tryLock() throws IOException {
        try {
            return lock.tryLock();
        } catch (OverlappingFileLockException _) {
            return null; // another node of this very process
        }
    }

    /** Whether nobody has what is the node's alone. */
    private static boolean isFree(FileChannel channel) throws IOException {
        try (FileLock mine = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return mine != null;
        } catch (OverlappingFileLockException _) {
            return false; // a node of this very process
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

    private static String text(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(NOTE_MAX);
        int length = channel.read(bytes, 0);
        return length <= 0 ? "" : UTF_8.decode(bytes.flip()).toString().strip();
    }

    private String owner() {
        try {
            return text(lock).lines().findFirst().orElse("");
        } catch (IOException _) {
            return ""; // some systems let nobody read what another has locked
        }
    }
}
