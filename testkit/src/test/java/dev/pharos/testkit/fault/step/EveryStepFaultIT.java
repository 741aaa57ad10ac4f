package dev.pharos.testkit.fault.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pharos.server.boot.host.DataFolder;
import dev.pharos.server.boot.still.Restore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A crash between any two steps that a process makes in its data folder: appends, new segments,
 * votes, snapshots and what they let go, side files, two starts, a restore. What was acknowledged
 * by then is there, and the start needs no help.
 *
 * <p>The steps are recorded with {@code strace}; where there is none, the test is skipped.
 */
@Timeout(540)
@Order(1)
final class EveryStepFaultIT {
    @TempDir private Path temp;

    /** How far the process has come. */
    private static final class Progress {
        private final Map<Integer, Integer> values = new TreeMap<>();
        private Map<Integer, Integer> backedUp = Map.of();
        private int changes;
        private boolean restoring;
        private boolean restored;

        void heard(String what) {
            switch (what) {
                case Deeds.RESTORING -> restoring = true;
                case Deeds.RESTORED -> {
                    restoring = false;
                    restored = true;
                    values.clear();
                    values.putAll(backedUp);
                    changes = values.values().stream().mapToInt(v -> v).max().orElse(0);
                }
                default -> {
                    int value = Integer.parseInt(what);
                    values.put(value % Deeds.KEYS, value);
                    changes++;
                }
            }
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterACrashAtAnyStep() throws Exception {
        Path folder = temp.resolve("data").toAbsolutePath();
        Path backup = temp.resolve("backup");
        List<Step> steps = record(folder, temp.resolve("said"), backup);
        Progress progress = new Progress();
        progress.backedUp = restoredValues(backup);
        Remains remains = new Remains(folder);
        Set<List<Object>> seen = new HashSet<>();
        int crashes = 0;
        for (int i = 0; i < steps.size(); i++) {
            remains.take(steps.get(i));
            if (steps.get(i) instanceof Step.Say said) {
                progress.heard(said.what());
            }
            for (Remains.Crash crash : Remains.Crash.values()) {
                if (seen.add(List.of(progress.changes, progress.restoring, remains.hash(crash)))) {
                    crashes++;
                    Path left = temp.resolve("left");
                    remains.put(crash, left);
                    check(
                            left,
                            backup,
                            progress,
                            "step %s (%s), %s".formatted(i, steps.get(i), crash));
                    delete(left);
                }
            }
        }
        assertThat(progress.restored).isTrue();
        assertThat(crashes).isGreaterThan(300);
    }

    /** The last one was made before the restore, and another after it: so what the former says. */
    private Map<Integer, Integer> restoredValues(Path backup) throws Exception {
        Path folder = temp.resolve("restored");
        try (DataFolder data = DataFolder.open(folder)) {
            Restore.into(data, backup.resolveSibling(Deeds.FIRST), false);
        }
        try (Life life = new Life(folder)) {
            return life.values();
        }
    }

    private static List<Step> record(Path folder, Path said, Path backup) throws Exception {
        Path trace = said.resolveSibling("trace");
        List<String> words = new ArrayList<>(Trace.COMMAND);
        words.addAll(List.of(Trace.CALLS, "-o", trace.toString()));
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-XX:-UsePerfData", "-cp", System.getProperty("java.class.path")));
        words.addAll(List.of(Deeds.class.getName(), folder.toString()));
        words.addAll(List.of(said.toString(), backup.toString()));
        Path output = said.resolveSibling("output");
        Process process;
        try {
            process =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
        } catch (IOException e) {
            assumeThat(e).as("strace is there").isNull();
            throw e;
        }
        assertThat(process.waitFor()).as(() -> text(output)).isZero();
        return Trace.read(trace, folder, said);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void check(Path left, Path backup, Progress progress, String when)
            throws Exception {
        try (Life life = begin(left, backup, progress)) {
            Map<Integer, Integer> found = life.values();
            if (progress.restoring && found.equals(progress.backedUp)) {
                return;
            }
            for (Map.Entry<Integer, Integer> acknowledged : progress.values.entrySet()) {
                assertThat(found.getOrDefault(acknowledged.getKey(), 0))
                        .as("%s: %s of %s", when, acknowledged, found)
                        .isGreaterThanOrEqualTo(acknowledged.getValue());
            }
            assertThat(life.changes()).as(when).isGreaterThanOrEqualTo(progress.changes);
        } catch (IOException e) {
            throw new AssertionError(when, e);
        }
    }

    private static Life begin(Path left, Path backup, Progress progress) throws IOException {
        try {
            return new Life(left);
        } catch (IOException e) {
            if (!progress.restoring || !e.toString().contains("a restore into")) {
                throw e;
            }
            try (DataFolder data = DataFolder.open(left)) {
                Restore.into(data, backup.resolveSibling(Deeds.FIRST), true);
            }
            return new Life(left);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
