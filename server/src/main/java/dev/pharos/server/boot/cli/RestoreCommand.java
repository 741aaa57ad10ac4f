package dev.pharos.server.boot.cli;

import dev.pharos.server.boot.cli.ask.Folder;
import dev.pharos.server.boot.cli.ask.Shown;
import dev.pharos.server.boot.host.DataFolder;
import dev.pharos.server.boot.still.Restore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A backup, back into a data folder. */
@Command(
        name = "restore",
        description = {
            "Put a backup into the data folder of a node that does not run, or only check it.",
            "The node that is started on the folder then begins a group of its own."
        },
        footer = {
            "",
            "Examples:",
            "  pharos restore /backups/pharos.backup --verify",
            "  pharos restore /backups/pharos.backup --data /var/lib/pharos",
            "  pharos restore /backups/pharos.backup --force"
        })
final class RestoreCommand implements Callable<Integer> {
    @Mixin private Shown shown = new Shown();
    @Mixin private Folder data = new Folder();

    @Parameters(paramLabel = "FILE", description = "What pharos backup has written.")
    private Path file = Path.of("");

    @Option(names = "--verify", description = "Only check the file, and say what is in it.")
    private boolean verify;

    @Option(names = "--force", description = "Move data that is in the folder aside.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        Verdict verdict = Verdict.of(file);
        if (verify) {
            verdict.requireWhole(file.toString());
            verdict.print(shown, "whole:", file);
            return 0;
        }
        try (DataFolder folder = DataFolder.open(data.path())) {
            Optional<Path> aside = Restore.into(folder, file, force);
            verdict.print(shown, "restored into " + folder.path() + " from", file);
            aside.ifPresent(old -> shown.err().println("what was there before is in " + old));
        }
        return 0;
    }
}
