package dev.pharos.server.cluster.bytes;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * A file of parts: a magic number and a version, then parts, each with its length and its CRC32C,
 * and at the end a length of -1 with the number of parts. So nothing that is missing or changed
 * goes unnoticed.
 */
public final class PartFile {
    private static final int END = -1;
    private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;

    /** Length and checksum of a part. */
    private static final int FRAME_BYTES = 2 * Integer.BYTES;

    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final Kind kind;

    /**
     * What is in such a file.
     *
     * @param name as a person calls it
     * @param magic what it begins with
     * @param version of what the parts are, as they are written
     * @param oldest version that is still read
     */
    public record Kind(String name, long magic, int version, int oldest) {
        /** One that is read only as it is written. */
        public Kind(String name, long magic, int version) {
            this(name, magic, version, version);
        }
    }

    public PartFile(Path file, Kind kind) {
        this.file = file;
        this.kind = kind;
    }

    /** Writes it anew, all that {@code parts} hands over; the caller makes it durable. */
    public void write(Consumer<Consumer<byte[]>> parts) throws IOException {
        try (DataOutputStream out =
                new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
            out.writeLong(kind.magic());
            out.writeInt(kind.version());
            int[] count = {0};
            parts.accept(
                    part -> {
                        writePart(out, part);
                        count[0]++;
                    });
            out.writeInt(END);
            out.writeInt(count[0]);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void writePart(DataOutputStream out, byte[] part) {
        try {
            out.writeInt(part.length);
            out.writeInt(checksum(part));
            out.write(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads it again, part by part.
     *
     * @throws IOException in one line, what is wrong with the file, and where
     */
    public void read(Consumer<ByteBuffer> parts) throws IOException {
        try (DataInputStream in =
                new DataInputStream(
                        new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
            expect(in.readLong() == kind.magic(), "is no " + kind.name() + " of Pharos");
            int version = in.readInt();
            expect(
                    version >= kind.oldest() && version <= kind.version(),
                    "has version "
                            + version
                            + " (expected: "
                            + kind.version()
                            + "; a newer Pharos's)");
            readParts(in, parts);
        } catch (EOFException e) {
            throw new IOException(damagedAt(Files.size(file)) + "it ends too early", e);
        }
    }

    private void readParts(DataInputStream in, Consumer<ByteBuffer> parts) throws IOException {
        long at = HEADER_BYTES;
        int count = 0;
        for (int length = in.readInt(); length != END; length = in.readInt()) {
            expectAt(at, length > 0, "part " + count + " has the length " + length);
            int checksum = in.readInt();
            byte[] part = in.readNBytes(length);
            expectAt(at, part.length == length, "it ends within part " + count);
            expectAt(at, checksum(part) == checksum, "the checksum of part " + count);
            try {
                parts.accept(ByteBuffer.wrap(part));
            } catch (CodecException e) {
                throw new IOException(damagedAt(at) + e.getMessage(), e);
            }
            at += FRAME_BYTES + length;
            count++;
        }
        int promised = in.readInt();
        expectAt(at, promised == count, "it has " + count + " of " + promised + " parts");
    }

    private void expectAt(long offset, boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException(damagedAt(offset) + otherwise);
        }
    }

    private String damagedAt(long offset) {
        return file + " is damaged at byte " + offset + ": ";
    }

    private void expect(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException(file + " " + otherwise);
        }
    }

    private static int checksum(byte[] part) {
        CRC32C crc = new CRC32C();
        crc.update(part);
        return (int) crc.getValue();
    }
}
