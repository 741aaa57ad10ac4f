package dev.pharos.server.boot.cli;

import dev.pharos.core.config.HistoryRow;
import dev.pharos.server.boot.cli.ask.Shown;
import dev.pharos.server.boot.cli.ask.Table;
import dev.pharos.server.cluster.raft.StateFiles;
import dev.pharos.server.cluster.raft.backup.BackupFile;
import dev.pharos.server.front.wire.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is in a backup that can be restored.
 *
 * @param unreadable rows of the past whose bodies were damaged before it was taken
 */
record Verdict(
        long bytes,
        BackupFile.Contents contents,
        StateFiles.Census census,
        List<HistoryRow> unreadable) {
    /**
     * Reads all of it.
     *
     * @throws IOException in one line, why it cannot be restored
     */
    static Verdict of(Path backup) throws IOException {
        if (!Files.isRegularFile(backup)) {
            throw new IOException("there is no file " + backup);
        }
        Path folder = Files.createTempDirectory("pharos-backup");
        try {
            BackupFile.Contents contents = BackupFile.unpack(backup, folder);
            return new Verdict(
                    Files.size(backup),
                    contents,
                    StateFiles.census(folder),
                    StateFiles.unreadable(folder));
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    /**
     * Refuses what is not whole.
     *
     * @param what it is, with its name
     * @throws IOException in one line, what the past lacks
     */
    void requireWhole(String what) throws IOException {
        if (!unreadable.isEmpty()) {
            HistoryRow first = unreadable.getFirst();
            throw new IOException(
                    what
                            + " is not whole: "
                            + unreadable.size()
                            + " of "
                            + census.history()
                            + " history rows cannot be read, the first is "
                            + first.number()
                            + " of "
                            + first.key()
                            + " (all else can be restored from it; an older backup may have them)");
        }
    }

    void print(Shown shown, String what, Path file) {
        if (shown.json()) {
            shown.print(json -> members(json, file));
            return;
        }
        shown.out().println(what + " " + file);
        Table table = new Table("TAKEN", Instant.ofEpochMilli(contents.atMillis()).toString());
        List.of(
                        List.of("REVISION", census.revision()),
                        List.of("CONFIGURATIONS", census.configs()),
                        List.of("HISTORY", census.history()),
                        List.of("NAMESPACES", census.namespaces()),
                        List.of("SERVICES", census.services()),
                        List.of("INSTANCES", census.instances()),
                        List.of("BYTES", bytes))
                .forEach(row -> table.row(row.getFirst().toString(), row.getLast().toString()));
        table.row("SHA-256", contents.digest());
        table.print(shown.out());
    }

    private void members(JsonWriter json, Path file) {
        json.text("file", file.toString())
                .text("taken", Instant.ofEpochMilli(contents.atMillis()).toString())
                .number("revision", census.revision())
                .number("index", contents.index())
                .number("configurations", census.configs())
                .number("history", census.history())
                .number("namespaces", census.namespaces())
                .number("services", census.services())
                .number("instances", census.instances())
                .number("bytes", bytes)
                .text("sha256", contents.digest());
    }
}
