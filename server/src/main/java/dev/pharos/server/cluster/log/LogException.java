package dev.pharos.server.cluster.log;

import java.io.IOException;
import java.nio.file.Path;

/** Why the log did not do what it was asked for. */
public abstract sealed class LogException extends IOException {
    private static final long serialVersionUID = 1;

    /** What an operator can do when something that was durable is not there any more. */
    public static final String REMEDY =
            "Remedy: put the whole data folder back from a backup; or, when other nodes of the"
                    + " cluster have the data, move this node's data folder away and start it"
                    + " again";

    private LogException(String message, Throwable cause) {
        super(message, cause);
    }

    private LogException(String message) {
        super(message);
    }

    /** The disk has no room. Nothing was added, and the same call may be repeated later. */
    public static final class Full extends LogException {
        private static final long serialVersionUID = 1;

        public Full(Path file, IOException cause) {
            super("no space left for " + file + ": " + cause.getMessage(), cause);
        }
    }

    /**
     * The disk failed, and the log takes nothing more until it is opened again. What was being
     * written may be there then, or not: a system forgets what it could not sync, so that a second
     * sync would succeed without the data.
     */
    public static final class Failed extends LogException {
        private static final long serialVersionUID = 1;

        Failed(Path folder, IOException cause) {
            super("the log in " + folder + " has failed and takes nothing more: " + cause, cause);
        }
    }

    /** A file is not as it was written, or missing, and what was once synced would be lost. */
    public static final class Damaged extends LogException {
        private static final long serialVersionUID = 1;

        Damaged(Path file, long offset, String what) {
            this(file, "is damaged at byte " + offset + ": " + what);
        }

        Damaged(Path file, String what) {
            super(file + " " + what + ". " + REMEDY);
        }
    }
}
