package dev.pharos.server.boot.company;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.boot.host.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The secret of a cluster that was made where the cluster was founded. It is beside the other files
 * of the node, for its user alone, and never leaves the machine by itself.
 */
public final class SecretFile {
    private static final String NAME = "cluster-secret";
    private static final int BYTES = 24;

    private final Path folder;
    private final Path file;

    /** In the data folder of a node. */
    public SecretFile(Path folder) {
        this.folder = folder;
        this.file = folder.resolve(NAME);
    }

    /** A new one, in hex, that is kept nowhere yet. */
    public static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Absent when none was made here.
     *
     * @throws IOException in one line, what is wrong with the file
     */
    public Optional<String> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String secret = Files.readString(file, UTF_8).strip();
        if (secret.isEmpty()) {
            throw new IOException(
                    file
                            + " is empty (expected: the secret of the cluster; remedy: the key"
                            + " pharos.cluster.secret, with what another node has)");
        }
        return Optional.of(secret);
    }

    /** What was made before, or else a new one, which is durable on return. Blocks. */
    String make() throws IOException {
        Optional<String> before = read();
        if (before.isPresent()) {
            return before.get();
        }
        String secret = random();
        SmallFile.write(folder, NAME, secret, ownerOnly());
        return secret;
    }

    private FileAttribute<?>[] ownerOnly() {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
