package dev.pharos.server.cluster.raft;

import dev.pharos.server.cluster.raft.codec.CodecException;
import dev.pharos.server.cluster.raft.codec.ImageCodec;
import dev.pharos.server.port.StateImage;
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
 * A state as a file: a magic number and a version, then parts, each with its length and its CRC32C,
 * and at the end a length of -1 with the number of parts. So nothing that is missing or changed
 * goes unnoticed.
 */
final class ImageFile {
    private static final long MAGIC = 0x504841524f53494dL; // "PHAROSIM"
    private static final int VERSION = 1;
    private static final int END = -1;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;

    ImageFile(Path file) {
        this.file = file;
    }

    /** Writes it anew; the caller makes it durable. */
    void write(StateImage image) throws IOException {
        try (DataOutputStream out =
                new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
            out.writeLong(MAGIC);
            out.writeInt(VERSION);
            int[] parts = {0};
            ImageCodec.write(
                    image,
                    part -> {
                        writePart(out, part);
                        parts[0]++;
                    });
            out.writeInt(END);
            out.writeInt(parts[0]);
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
     * Reads it again.
     *
     * @throws IOException in one line, what is wrong with the file, and where
     */
    StateImage read() throws IOException {
        ImageCodec.Gathering gathering = new ImageCodec.Gathering();
        read(gathering::add);
        return gathering.image();
    }

    /** As {@link #read()}, part by part. */
    void read(Consumer<ByteBuffer> each) throws IOException {
        try (DataInputStream in =
                new DataInputStream(
                        new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
            expect(in.readLong() == MAGIC, "is no snapshot of Pharos");
            int version = in.readInt();
            expect(
                    version == VERSION,
                    "has version " + version + " (expected: " + VERSION + "; a newer Pharos's)");
            int parts = 0;
            for (int length = in.readInt(); length != END; length = in.readInt()) {
                expect(length > 0, "is damaged: part " + parts + " has the length " + length);
                each.accept(ByteBuffer.wrap(part(in, length, parts)));
                parts++;
            }
            int promised = in.readInt();
            expect(promised == parts, "is damaged: " + parts + " of " + promised + " parts");
        } catch (EOFException e) {
            throw new IOException(file + " is damaged: it ends too early", e);
        } catch (CodecException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private byte[] part(DataInputStream in, int length, int number) throws IOException {
        int checksum = in.readInt();
        byte[] part = in.readNBytes(length);
        expect(part.length == length, "is damaged: it ends within part " + number);
        expect(checksum(part) == checksum, "is damaged: the checksum of part " + number);
        return part;
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
