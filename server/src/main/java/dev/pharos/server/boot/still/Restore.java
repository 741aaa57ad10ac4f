package dev.pharos.server.boot.still;

import dev.pharos.server.boot.host.DataFolder;
import dev.pharos.server.boot.host.SmallFile;
import dev.pharos.server.cluster.raft.StateFiles;
import dev.pharos.server.cluster.raft.backup.BackupFile;
import dev.pharos.server.cluster.raft.member.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts what is in a backup into the data folder of a node that does not run. All is written and
 * checked beside what is there before anything of that is touched; and until the end, a node does
 * not start on the folder.
 */
public final class Restore {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final String ASIDE = "before-restore-";

    /** Which stay where they are: the lock, the logs of the node, and what is ours. */
    private static final List<String> STAYING =
            List.of("pharos.lock", "logs", DataFolder.RESTORING);

    private Restore() {}

    /**
     * Restores, as the first state of a new group whose only member is this folder's node.
     *
     * @param force whether data that is there is moved aside, into a folder within the folder
     * @return where that is now, if there was any
     * @throws IOException in one line, why not
     */
    public static Optional<Path> into(DataFolder folder, Path backup, boolean force)
            throws IOException {
        if (folder.hasData() && !force) {
            throw new IOException(
                    folder.path()
                            + " has data already (expected: a folder without; --force moves what"
                            + " is there aside)");
        }
        Path fresh = folder.path().resolve(DataFolder.RESTORING);
        delete(fresh);
        Files.createDirectory(fresh);
        String id = DataFolder.newId(new SecureRandom());
        Seed.write(
                fresh.resolve(folder.log().getFileName()),
                id,
                into -> {
                    List<String> files = BackupFile.unpack(backup, into).files();
                    StateFiles.census(into);
                    return files;
                });
        SmallFile.syncFolder(fresh);
        SmallFile.syncFolder(folder.path());
        Optional<Path> aside = moveAside(folder.path());
        Files.move(fresh.resolve(folder.log().getFileName()), folder.log());
        folder.name(id);
        delete(fresh);
        SmallFile.syncFolder(folder.path());
        return aside;
    }

    private static Optional<Path> moveAside(Path folder) throws IOException {
        List<Path> old = contents(folder).stream().filter(Restore::isData).toList();
        if (old.isEmpty()) {
            return Optional.empty();
        }
        Path aside = folder.resolve(ASIDE + TIME.format(LocalDateTime.now(ZoneId.systemDefault())));
        Files.createDirectory(aside);
        for (Path each : old) {
            Files.move(each, aside.resolve(each.getFileName()));
        }
        SmallFile.syncFolder(aside);
        SmallFile.syncFolder(folder);
        return Optional.of(aside);
    }

    private static boolean isData(Path entry) {
        String name = entry.getFileName().toString();
        return !STAYING.contains(name) && !name.startsWith(ASIDE);
    }

    private static List<Path> contents(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.sorted().toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            for (Path each : contents(folder)) {
                delete(each);
            }
        }
        Files.deleteIfExists(folder);
    }
}
