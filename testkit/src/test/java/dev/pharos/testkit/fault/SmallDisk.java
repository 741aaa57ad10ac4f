package dev.pharos.testkit.fault;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A file system of a few megabytes, in memory. Making one takes the right to mount, so whoever
 * lacks it skips the test.
 */
record SmallDisk(Path folder) implements AutoCloseable {
    /** It is full page by page. */
    static final int PAGE_BYTES = 4096;

    static SmallDisk at(Path folder, int megabytes) throws IOException {
        Path absolute = Files.createDirectories(folder.toAbsolutePath());
        run("umount", absolute.toString()); // what a run has left that was cut off
        String size = "size=" + megabytes + "m";
        assumeThat(run("mount", "-t", "tmpfs", "-o", size, "tmpfs", absolute.toString()))
                .as("mount a tmpfs")
                .isZero();
        return new SmallDisk(absolute);
    }

    long freeBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** From now on there are so many pages, and what somebody frees. */
    void leave(long pages) throws IOException {
        Files.deleteIfExists(filler());
        long fill = freeBytes() - pages * PAGE_BYTES;
        try (OutputStream out = Files.newOutputStream(filler())) {
            byte[] page = new byte[PAGE_BYTES];
            for (long written = 0; written < fill; written += PAGE_BYTES) {
                out.write(page);
            }
        }
    }

    void makeRoom() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    @Override
    public void close() {
        // A process that has just ended, or is just begun elsewhere, may hold a file of it.
        await().atMost(Duration.ofSeconds(30)).until(() -> run("umount", folder.toString()) == 0);
    }

    private static int run(String... words) throws IOException {
        Process process =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return process.onExit().orTimeout(30, TimeUnit.SECONDS).join().exitValue();
    }
}
