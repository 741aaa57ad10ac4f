package dev.pharos.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process as an operator sees it: what it says, and the code it ends with. */
final class MainTest {
    @TempDir private Path data;

    @Test
    void aNodeThatIsToldToEndEndsWithZero() throws Exception {
        Process node = start("--port", "0");
        try (BufferedReader said = node.inputReader()) {
            assertThat(untilReady(said))
                    .contains("standalone")
                    .containsPattern("http +http://127\\.0\\.0\\.1:\\d+/nacos")
                    .contains("pid     " + node.pid());

            Process second = start("--port", "0");
            assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isEqualTo(1);
            assertThat(text(second.errorReader()))
                    .startsWith("pharos: a node already runs on the data folder ")
                    .contains("pid " + node.pid() + ", http 127.0.0.1:");

            node.toHandle().destroy(); // SIGTERM, and what it says stays to be read
            assertThat(node.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(node.exitValue()).isZero();
            assertThat(said.lines()).containsExactly("stopped");
        } finally {
            node.destroyForcibly();
        }
    }

    @Test
    void aValueThatMakesNoSenseIsOneLineAndOne() throws Exception {
        Process node = start("--port", "70000");

        assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).isEqualTo(1);
        assertThat(text(node.errorReader()))
                .isEqualTo(
                        "pharos: server.port: 70000 (expected: a whole number, 0..65535; set on the"
                                + " command line)");
    }

    @Test
    void moreThanTheHeapHoldsIsOneLineAndOne() throws Exception {
        Process node = start("--port", "0", "--set", "pharos.registry.memory-max=100MB");

        assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).isEqualTo(1);
        assertThat(text(node.errorReader()))
                .startsWith("pharos: pharos.registry.memory-max + pharos.config.memory-max + ")
                .contains("MB together (expected: at most 80 % of the heap, which is ")
                .doesNotContain("\n");
    }

    @Test
    void aFileInTheWayIsNamedWithWhatIsExpected() throws Exception {
        Path inTheWay = Files.createFile(data.resolve("raft"));
        Process node = start("--port", "0");

        assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).isEqualTo(1);
        assertThat(text(node.errorReader()))
                .isEqualTo(
                        "pharos: "
                                + inTheWay
                                + ": this is in the way (expected: a folder, or nothing)");
    }

    @Test
    void aFileOfAnotherUserIsNamedWithWhatIsExpected() {
        assertThat(Main.reason(new AccessDeniedException("/data/raft")))
                .isEqualTo(
                        "/data/raft: this user may not (expected: all in the data folder belongs to"
                                + " the user who starts the node)");
        assertThat(Main.reason(new AccessDeniedException("/data/raft", null, "it is read-only")))
                .isEqualTo("/data/raft: it is read-only");
    }

    @Test
    void aWrongFlagIsOneLineAndTwo() throws Exception {
        Process node = start("--prot", "1");

        assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).isEqualTo(2);
        assertThat(text(node.errorReader())).isEqualTo("pharos: unknown flag: --prot (see --help)");
    }

    private Process start(String... flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of(Main.class.getName(), "start", "--data", data.toString()));
        command.addAll(List.of("--set", "server.address=127.0.0.1"));
        command.addAll(List.of(flags));
        return new ProcessBuilder(command).directory(data.toFile()).start();
    }

    private static String untilReady(BufferedReader said) throws IOException {
        StringBuilder text = new StringBuilder();
        String line = said.readLine();
        while (line != null && !line.startsWith("ready after ")) {
            text.append(line).append('\n');
            line = said.readLine();
        }
        assertThat(line).as("the node has ended; it said: %s", text).isNotNull();
        return text.toString();
    }

    private static String text(BufferedReader said) throws IOException {
        try (said) {
            return String.join("\n", said.lines().toList());
        }
    }
}
