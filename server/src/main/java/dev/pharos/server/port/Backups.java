package dev.pharos.server.port;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletionStage;

/** Copies of all durable state, each of one moment. */
public interface Backups {
    /**
     * A copy that holds all that was answered before the call.
     *
     * <p>Thread: never blocks. Fails: {@code FaultException}, {@code Unavailable} when none can be
     * made now.
     */
    CompletionStage<Backup> take();

    /** One copy, kept until it is closed. */
    interface Backup extends Closeable {
        /** All of it, again the same each time. Blocks; holds little of it in memory. */
        void writeTo(OutputStream out) throws IOException;
    }
}
