package dev.pharos.server.cluster.sync;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;

import dev.pharos.core.sync.Delta;
import dev.pharos.server.cluster.bytes.ByteReader;
import dev.pharos.server.cluster.bytes.ByteWriter;
import dev.pharos.server.cluster.bytes.CodecException;
import dev.pharos.server.cluster.bytes.Words;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What was written since a picture was taken, in files beside it that are numbered in their order:
 * of each a head, then batches of writes, each with its length and its checksum. They are appended
 * to and not synced: whoever kills the process loses nothing that was appended. A batch that was
 * cut, and what follows it in its file, is left out.
 *
 * <p>Limit: {@value #BYTES_MAX} bytes of a file; what finds no room is in the next picture. Thread:
 * one at a time.
 */
final class WritesFiles implements AutoCloseable {
    private static final long MAGIC = 0x504841524f535752L; // "PHAROSWR"
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = Long.BYTES + Integer.BYTES;
    private static final int FRAME_BYTES = 2 * Integer.BYTES;
    private static final long BYTES_MAX = 64 << 20;

    private final Path folder;
    private final String name;
    private long number;
    private long bytes;
    private @Nullable FileChannel open;

    /** Beside a picture; writes that are there already are kept until they are forgotten. */
    WritesFiles(Path picture) throws IOException {
        this.folder = picture.toAbsolutePath().resolveSibling("");
        this.name = picture.getFileName() + ".writes-";
        this.number = there().keySet().stream().reduce(0L, Math::max);
    }

    /** All that is there, in its order. */
    List<Delta> read() throws IOException {
        List<Delta> writes = new ArrayList<>();
        Words words = new Words();
        for (Path file : there().values()) {
            try (DataInputStream in =
                    new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                if (in.readLong() == MAGIC && in.readInt() == VERSION) {
                    read(in, words, writes);
                }
            } catch (EOFException _) {
                // it was killed while it wrote this
            } catch (CodecException e) {
                throw new IOException(file + " cannot be read: " + e.getMessage(), e);
            }
        }
        return writes;
    }

    private static void read(DataInputStream in, Words words, List<Delta> writes)
            throws IOException {
        while (true) {
            int length = in.readInt();
            int checksum = in.readInt();
            byte[] batch = length > 0 && length <= BYTES_MAX ? in.readNBytes(length) : new byte[0];
            if (batch.length != length || checksum(batch) != checksum) {
                return;
            }
            ByteReader fields = new ByteReader(ByteBuffer.wrap(batch), words);
            writes.addAll(fields.each(SyncFields::delta));
            fields.end();
        }
    }

    /** In one piece, or not at all. */
    void append(List<Delta> writes) throws IOException {
        ByteWriter out = new ByteWriter();
        out.each(writes, SyncFields::delta);
        byte[] batch = out.toBytes();
        if (bytes + batch.length > BYTES_MAX) {
            return;
        }
        FileChannel file = open();
        ByteBuffer framed = ByteBuffer.allocate(FRAME_BYTES + batch.length);
        framed.putInt(batch.length).putInt(checksum(batch)).put(batch).flip();
        try {
            write(file, framed);
        } catch (IOException e) {
            file.truncate(bytes);
            throw e;
        }
    }

    private FileChannel open() throws IOException {
        FileChannel file = open;
        if (file == null) {
            file = FileChannel.open(file(++number), CREATE_NEW, APPEND);
            open = file;
            bytes = 0;
            write(file, ByteBuffer.allocate(HEAD_BYTES).putLong(MAGIC).putInt(VERSION).flip());
        }
        return file;
    }

    private void write(FileChannel file, ByteBuffer what) throws IOException {
        int size = what.remaining();
        while (what.hasRemaining()) {
            file.write(what);
        }
        bytes += size;
    }

    /**
     * What is written from now on comes into another file.
     *
     * @return the last one before it
     */
    long turn() throws IOException {
        close();
        return number;
    }

    /** A picture shows all that is in the files up to this one. */
    void forget(long last) throws IOException {
        for (Path file : there().headMap(last, true).values()) {
            Files.delete(file);
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel file = open;
        open = null;
        bytes = 0;
        if (file != null) {
            file.close();
        }
    }

    private Path file(long of) {
        return folder.resolve(name + of);
    }

    private NavigableMap<Long, Path> there() throws IOException {
        NavigableMap<Long, Path> files = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                String rest = file.getFileName().toString();
                if (rest.startsWith(name) && rest.substring(name.length()).matches("\\d{1,18}")) {
                    files.put(Long.valueOf(rest.substring(name.length())), file);
                }
            }
        }
        return files;
    }

    private static int checksum(byte[] batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch);
        return (int) crc.getValue();
    }
}
