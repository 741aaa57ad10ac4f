package dev.pharos.server.cluster.raft;

import dev.pharos.server.cluster.bytes.PartFile;
import dev.pharos.server.cluster.raft.codec.ImageCodec;
import dev.pharos.server.port.Imaging.StateImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A state as a file. */
final class ImageFile {
    private static final PartFile.Kind KIND =
            new PartFile.Kind("snapshot", 0x504841524f53494dL, 1); // "PHAROSIM"

    private final PartFile file;

    ImageFile(Path file) {
        this.file = new PartFile(file, KIND);
    }

    /** Writes it anew; the caller makes it durable. */
    void write(StateImage image) throws IOException {
        file.write(parts -> ImageCodec.write(image, parts));
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
        file.read(each);
    }
}
