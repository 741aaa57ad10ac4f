package dev.pharos.server.cluster.log;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.pharos.server.telemetry.meter.Histogram;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder of the machine's file system. */
public record FileDisk(Path folder, Histogram syncs) implements Disk {
    /** With less than this to spare, a write that fails has failed for lack of room. */
    private static final long SPARE_BYTES = 64 << 10;

    /** At most so much in one call: the thread keeps a copy of that size outside the heap. */
    private static final int WRITE_BYTES = 256 << 10;

    /** The folder, made when it is not there. */
    public static FileDisk at(Path folder, Histogram syncs) throws IOException {
        Path absolute = folder.toAbsolutePath().normalize();
        make(absolute);
        return new FileDisk(absolute, syncs);
    }

    private static void make(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent != null && !Files.isDirectory(folder)) {
            make(parent);
            Files.createDirectory(folder);
            sync(parent);
        }
    }

    @Override
    public List<String> names() throws IOException {
        sync(folder);
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }

    @Override
    public Store open(String name) throws IOException {
        Path path = folder.resolve(name);
        try {
            return new FileStore(path, FileChannel.open(path, CREATE, READ, WRITE), syncs);
        } catch (IOException e) {
            throw isFull(path, e, 0) ? new LogException.Full(path, e) : e;
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to), ATOMIC_MOVE);
        sync(folder);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
        sync(folder);
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel entries = FileChannel.open(folder, READ)) {
            entries.force(true);
        }
    }

    /** By the words of the system, which may be in any language, or by what is left. */
    private static boolean isFull(Path path, IOException e, int wanted) {
        String words = String.valueOf(e.getMessage());
        File folder = path.resolveSibling(".").toFile();
        return words.contains("No space left")
                || words.contains("quota exceeded")
                || (folder.exists() && folder.getUsableSpace() < wanted + SPARE_BYTES);
    }

    private record FileStore(Path path, FileChannel channel, Histogram syncs) implements Store {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void read(ByteBuffer into, long offset) throws IOException {
            for (long at = offset; into.hasRemaining(); ) {
                int count = channel.read(into, at);
                if (count < 0) {
                    return;
                }
                at += count;
            }
        }

        @Override
        public void write(ByteBuffer from, long offset) throws IOException {
            int wanted = from.remaining();
            try {
                for (long at = offset; from.hasRemaining(); ) {
                    int count = Math.min(from.remaining(), WRITE_BYTES);
                    int written = channel.write(from.slice(from.position(), count), at);
                    from.position(from.position() + written);
                    at += written;
                }
            } catch (IOException e) {
                throw isFull(path, e, wanted) ? new LogException.Full(path, e) : e;
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void sync() throws IOException {
            long sinceNanos = System.nanoTime();
            channel.force(false);
            syncs.record(System.nanoTime() - sinceNanos);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
