package dev.pharos.server.boot.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/** A line in a file that is there whole, or not at all. */
public final class SmallFile {
    private SmallFile() {}

    /**
     * Puts this line into the file {@code name}, in the place of what was there. Durable on return.
     *
     * @param how the file is to be made, such as for whom
     */
    public static void write(Path folder, String name, String line, FileAttribute<?>... how)
            throws IOException {
        Path next = folder.resolve(name + ".new");
        Files.deleteIfExists(next);
        try (FileChannel channel = FileChannel.open(next, Set.of(CREATE_NEW, WRITE), how)) {
            channel.write(UTF_8.encode(line + "\n"));
            channel.force(true);
        }
        Files.move(next, folder.resolve(name), ATOMIC_MOVE);
        syncFolder(folder);
    }

    /** Makes durable which files are in the folder. */
    public static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        }
    }
}
