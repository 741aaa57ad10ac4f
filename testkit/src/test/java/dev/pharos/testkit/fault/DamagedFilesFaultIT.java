package dev.pharos.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.testkit.cluster.NodeProcess;
import dev.pharos.testkit.cluster.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that cannot have again what it has acknowledged does not start: its last line names the
 * file, the place in it, and the remedy.
 */
@Timeout(120)
final class DamagedFilesFaultIT {
    private static final int KEYS = 40;
    private static final String REMEDY = "Remedy: put the whole data folder back from a backup";

    @TempDir private Path folder;

    @Test
    void aRecordInTheMiddleOfTheLog() throws Exception {
        try (NodeProcess node = withKeys("middle")) {
            Path segment = only(node, "raft/log", "000000001-000000000000000001.log");
            byte[] bytes = Files.readAllBytes(segment);
            int end = bytes.length;
            while (bytes[end - 1] == 0) {
                end--;
            }
            int flipped = end / 2;
            bytes[flipped] ^= 1;
            Files.write(segment, bytes);

            String line = refusal(node);
            Matcher told =
                    Pattern.compile(
                                    Pattern.quote("pharos: " + segment)
                                            + " is damaged at byte (\\d+): record (\\d+) cannot be"
                                            + " read, but record (\\d+), which is later, can\\. "
                                            + REMEDY
                                            + ".*")
                            .matcher(line);
            assertThat(told.matches()).as(line).isTrue();
            assertThat(flipped - Integer.parseInt(told.group(1))).isBetween(0, end / KEYS * 2);
            assertThat(Long.parseLong(told.group(2))).isLessThan(Long.parseLong(told.group(3)));
        }
    }

    @Test
    void aByteOfTheSnapshot() throws Exception {
        try (NodeProcess node = withKeys("snapshot")) {
            node.restart();
            Path backup = folder.resolve("some.backup");
            String data = node.folder().resolve("data").toString();
            assertThat(Operator.types("backup", backup.toString(), "--data", data).status())
                    .isZero();
            node.kill();
            Path state = only(node, "raft/snapshots", "state");
            byte[] bytes = Files.readAllBytes(state);
            bytes[bytes.length / 2] ^= 1;
            Files.write(state, bytes);

            assertThat(refusal(node))
                    .startsWith("pharos: " + state + " is damaged at byte ")
                    .contains(": the checksum of part ", REMEDY);
        }
    }

    @Test
    void theVotes() throws Exception {
        try (NodeProcess node = withKeys("votes")) {
            Path votes = node.folder().resolve("data/raft/votes");
            Files.writeString(votes, "x");

            assertThat(refusal(node))
                    .startsWith("pharos: the votes in " + votes + " are damaged")
                    .contains("remedy: restore the data folder from a backup");
        }
    }

    /** A node that forgot silently would answer, as one that is younger. */
    @Test
    void filesThatAreGone() throws Exception {
        try (NodeProcess node = withKeys("gone")) {
            Path data = node.folder().resolve("data");
            Path log = data.resolve("raft/log");
            Path away = data.resolve("raft/away");
            Files.move(log, away);
            assertThat(refusal(node))
                    .contains(log + " is missing or empty, but this node has voted in term 1")
                    .contains(REMEDY);

            Files.createDirectory(log);
            Files.copy(away.resolve("reach"), log.resolve("reach"));
            assertThat(refusal(node)).contains("0000001.log is missing", REMEDY);

            Files.delete(log.resolve("reach"));
            Files.delete(log);
            Files.move(away, log);
            Path id = data.resolve("node-id");
            String before = Files.readString(id);
            Files.writeString(id, "");
            assertThat(refusal(node)).contains(id + " holds no name of a node (expected: ");

            Files.writeString(id, before);
            node.restart();
        }
    }

    /** One that has been killed. */
    private static NodeProcess withKeys(String name) throws Exception {
        NodeProcess node = NodeProcess.start(Path.of("target", "damaged", name));
        try (ConfigCalls calls = new ConfigCalls(node)) {
            for (int i = 0; i < KEYS; i++) {
                assertThat(calls.publish("k" + i, "v" + i)).isTrue();
            }
        }
        node.kill();
        return node;
    }

    private static Path only(NodeProcess node, String place, String name) throws IOException {
        try (Stream<Path> files = Files.walk(node.folder().resolve("data").resolve(place))) {
            List<Path> found =
                    files.filter(Files::isRegularFile).filter(file -> file.endsWith(name)).toList();
            assertThat(found).hasSize(1);
            return found.getFirst();
        }
    }

    /** The one line that it says, which stands in its log, too. */
    private static String refusal(NodeProcess node) throws IOException {
        int before = node.output().length();
        assertThatThrownBy(node::restart).hasMessageContaining("ended with 1 instead of");
        List<String> lines = node.output().substring(before).lines().toList();
        assertThat(lines).hasSize(1);
        String what = lines.getFirst().substring("pharos: ".length());
        assertThat(Files.readString(node.folder().resolve("data/logs/nacos.log")))
                .contains("cannot start: " + what);
        return lines.getFirst();
    }
}
