package dev.pharos.server.cluster.raft;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The files of a snapshot: what the state is written to, and read from again. */
public interface Images {
    /**
     * Takes hold of the state as it is. The log hands nothing over until the stage completes, and
     * all that it has handed over is applied.
     *
     * <p>Thread: never blocks; what takes long is left to {@link Image#write}.
     */
    CompletionStage<Image> take();

    /**
     * Puts the state of an image in the place of the present one. Blocks.
     *
     * @throws IOException in one line, which file is wrong, where, and why
     */
    void restore(Path folder) throws IOException;

    /** Of the image in this folder, without what is only linked there. Unit: bytes. */
    long size(Path folder) throws IOException;

    /** A state that no longer changes. */
    interface Image {
        /**
         * Writes it into files of this folder, which is empty; each begins with a version. The log
         * makes them durable. Blocks, beside what goes on.
         *
         * @return the names of the files
         */
        List<String> write(Path folder) throws IOException;
    }
}
