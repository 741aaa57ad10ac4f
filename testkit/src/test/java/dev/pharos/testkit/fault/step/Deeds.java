package dev.pharos.testkit.fault.step;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import dev.pharos.server.boot.host.DataFolder;
import dev.pharos.server.boot.still.Restore;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process whose steps are recorded. What it has done it says in a file beside the folder. */
final class Deeds {
    static final int KEYS = 4;
    static final String RESTORING = "restoring";
    static final String RESTORED = "restored";

    /** The backup that is restored. */
    static final String FIRST = "backup.first";

    private static final int ROUNDS = 2;
    private static final int ROUND = 5;

    private final Path folder;
    private final Path said;
    private int value;

    private Deeds(Path folder, Path said) {
        this.folder = folder;
        this.said = said;
    }

    /** {@code words}: the folder, where to say what is done, and where to put a backup. */
    public static void main(String[] words) throws Exception {
        new Deeds(Path.of(words[0]), Path.of(words[1])).all(Path.of(words[2]));
        System.exit(0);
    }

    private void all(Path backup) throws Exception {
        for (int life = 0; life < 2; life++) {
            try (Life now = new Life(folder)) {
                for (int round = 0; round < ROUNDS; round++) {
                    publish(now);
                    now.backUp(backup);
                }
                publish(now);
            }
        }
        say(RESTORING);
        Files.copy(backup, backup.resolveSibling(FIRST));
        try (DataFolder now = DataFolder.open(folder)) {
            Restore.into(now, backup.resolveSibling(FIRST), true);
        }
        say(RESTORED);
        try (Life now = new Life(folder)) {
            publish(now);
            now.backUp(backup);
        }
    }

    private void publish(Life life) throws Exception {
        for (int i = 0; i < ROUND; i++) {
            value++;
            life.publish(value % KEYS, value);
            say(Integer.toString(value));
        }
    }

    private void say(String what) throws Exception {
        Files.writeString(said, what, CREATE, APPEND);
    }
}
