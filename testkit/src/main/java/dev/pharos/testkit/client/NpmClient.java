package dev.pharos.testkit.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The folder of the npm client and of the linter beside it, installed from its lock file: once,
 * until the lock file changes.
 *
 * <p>Test processes side by side may ask at the same moment; a file lock lets one of them install.
 */
public final class NpmClient {
    private static final Object INSIDE_THIS_PROCESS = new Object();

    private NpmClient() {}

    /** Whether node and npm are on this machine. */
    public static boolean possible() {
        return succeeds("node", "--version") && succeeds("npm", "--version");
    }

    /** The installed folder. Thread: may block while npm works. Fails: when npm fails. */
    public static Path prepared() {
        Path source = ClientSite.clients().resolve("npm");
        Path target = source.resolve("target");
        synchronized (INSIDE_THIS_PROCESS) {
            try {
                Files.createDirectories(target);
                Path lockFile = target.resolve(".lock");
                try (FileChannel channel =
                                FileChannel.open(
                                        lockFile,
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.WRITE);
                        FileLock _ = channel.lock()) {
                    install(source, target);
                }
            } catch (IOException failure) {
                throw new UncheckedIOException("npm client in " + target, failure);
            }
        }
        return target;
    }

    private static void install(Path source, Path target) throws IOException {
        copy(source, target, "driver.js");
        Path stamp = target.resolve("installed.json");
        Path lock = source.resolve("package-lock.json");
        if (Files.exists(stamp) && Files.mismatch(stamp, lock) < 0) {
            return;
        }
        copy(source, target, "package.json");
        copy(source, target, "package-lock.json");
        Path log = target.resolve("npm.log");
        Process npm =
                new ProcessBuilder(
                                "npm",
                                "ci",
                                "--no-audit",
                                "--no-fund",
                                "--prefer-offline",
                                "--ignore-scripts")
                        .directory(target.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (exitCode(npm) != 0) {
            throw new IOException("npm ci failed: " + Files.readString(log));
        }
        Files.copy(lock, stamp, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copy(Path source, Path target, String name) throws IOException {
        Path copy = target.resolve(name);
        if (Files.exists(copy) && Files.mismatch(source.resolve(name), copy) < 0) {
            return; // somebody may be reading it
        }
        Files.copy(source.resolve(name), copy, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean succeeds(String... command) {
        try {
            return exitCode(
                            new ProcessBuilder(command)
                                    .redirectErrorStream(true)
                                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                    .start())
                    == 0;
        } catch (IOException _) {
            return false; // not on this machine
        }
    }

    private static int exitCode(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a process ran", interrupted);
        }
    }
}
