package dev.pharos.server.boot.cli;

import dev.pharos.server.boot.cli.ask.Asked;
import dev.pharos.server.boot.cli.ask.Shown;
import dev.pharos.server.boot.host.DataFolder;
import dev.pharos.server.boot.still.StillNode;
import dev.pharos.server.port.Backups.Backup;
import dev.pharos.server.port.Stages;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** All durable state of a node, in one file. */
@Command(
        name = "backup",
        description = {
            "Copy all durable state of a node into one file, as it is at one moment.",
            "A node that runs is asked, by callers of its own machine alone; of one that does not",
            "run, the data folder is read. What is ephemeral is not in it. The file is checked",
            "before it gets its name; one of that name is replaced."
        },
        footer = {
            "",
            "Examples:",
            "  pharos backup /backups/pharos.backup",
            "  pharos backup /backups/pharos.backup --data /var/lib/pharos --json"
        })
final class BackupCommand implements Callable<Integer> {
    private static final String PATH = "/v1/pharos/backup";

    @Mixin private Asked asked = new Asked();
    @Mixin private Shown shown = new Shown();

    @Parameters(paramLabel = "FILE", description = "Where it goes.")
    private Path file = Path.of("");

    @Override
    public Integer call() throws IOException {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder (expected: the name of a file in it)");
        }
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new IOException(
                    "nothing can be written in " + folder + " (expected: a folder of this user)");
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        try {
            write(part);
            Verdict verdict = Verdict.of(part);
            sync(part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            verdict.requireWhole("what was backed up into " + file);
            verdict.print(shown, "backed up", file);
            return 0;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void write(Path part) throws IOException {
        if (asked.isNamed() || !Files.isDirectory(asked.data().resolve("raft"))) {
            asked.node().bring(PATH, part);
            return;
        }
        try (DataFolder folder = DataFolder.open(asked.data())) {
            read(folder, part);
        } catch (DataFolder.TakenException _) {
            asked.node().bring(PATH, part);
        }
    }

    private static void read(DataFolder folder, Path part) throws IOException {
        try (StillNode node = StillNode.open(folder);
                Backup backup = node.backups().take().toCompletableFuture().join();
                OutputStream out = Files.newOutputStream(part)) {
            backup.writeTo(out);
        } catch (CompletionException e) {
            throw new IOException(Stages.cause(e).getMessage(), e);
        }
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
