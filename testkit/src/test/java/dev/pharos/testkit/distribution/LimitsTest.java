package dev.pharos.testkit.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.testkit.cluster.FreePorts;
import dev.pharos.testkit.distribution.Unpacked.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Starts on a machine that gives too little, and what is left of a node that crashes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LimitsTest {
    private Unpacked unpacked = new Unpacked(Path.of(""));

    @BeforeAll
    void unpack() throws IOException, InterruptedException {
        unpacked = Unpacked.into(Path.of("target", "limits").toAbsolutePath());
    }

    @Test
    void tooFewAddressesAreNamedWithTheRemedy(@TempDir Path home) throws Exception {
        refused(
                limited("ulimit -v 1000000", Map.of(), home),
                home,
                "too little memory: ulimit -v gives a process 976 MB of addresses",
                "ulimit -v unlimited");
    }

    @Test
    void aHeapThatIsNotToBeHadIsNamed(@TempDir Path home) throws Exception {
        Map<String, String> large = Map.of("JVM_XMX", "4g");

        refused(
                limited("ulimit -v 3000000", large, home),
                home,
                "too little memory for the Java in ",
                "Could not reserve enough space",
                "JVM_XMX to less");
    }

    @Test
    void tooFewFilesStopTheStartAndFewAreSaid(@TempDir Path home) throws Exception {
        refused(
                limited("ulimit -n 100", Map.of(), home),
                home,
                "ulimit -n gives a process 100 open files",
                "ulimit -n 65536");

        Said few = limited("ulimit -n 600", Map.of(), home);
        unpacked.script(Map.of(), "shutdown.sh", "--home", home.toString());
        assertThat(few.status()).as(few.text()).isZero();
        assertThat(few.text()).contains("this process may have 600 files and connections");
    }

    @Test
    void whyAForegroundStartFailsStandsInItsFileToo(@TempDir Path home) throws Exception {
        Map<String, String> causes =
                Map.of(
                        "SERVER_PORT=70000", "SERVER_PORT: 70000",
                        "JVM_XMX=20m", "too little memory: the heap",
                        "JAVA_OPT=-XX:+UseNoGC", "Unrecognized VM option 'UseNoGC'");
        for (var cause : causes.entrySet()) {
            String[] variable = cause.getKey().split("=", 2);
            Map<String, String> variables = Map.of("MODE", "standalone", variable[0], variable[1]);
            String[] words = {"startup.sh", "--foreground", "--home", home.toString()};

            refused(unpacked.script(variables, words), home, cause.getValue());
        }
    }

    @Test
    void whatACrashLeavesLiesAmongTheLogs(@TempDir Path home) throws Exception {
        assertThat(limited("ulimit -c 0", Map.of(), home).status()).isZero();
        String pid = Files.readString(home.resolve("data/pharos.lock")).split("[ ,]", 3)[1];

        Unpacked.run(home, Map.of(), "kill", "-SEGV", pid);

        Path report = home.resolve("logs/hs_err_pid" + pid + ".log");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
        assertThat(report).isNotEmptyFile();
        assertThat(home).isDirectoryNotContaining("glob:**.log");
    }

    /** One line, a status that is not 0, and the same line in start.out. */
    private static void refused(Said said, Path home, String... parts) {
        assertThat(said.status()).as(said.text()).isEqualTo(1);
        assertThat(said.text()).startsWith("pharos: ").contains(parts).doesNotContain("\n");
        assertThat(home.resolve("logs/start.out")).content().contains(said.text());
    }

    /** Starts a node on this home from a shell that has taken a limit upon itself. */
    private Said limited(String limit, Map<String, String> others, Path home) throws Exception {
        Map<String, String> variables = new TreeMap<>(others);
        variables.put("MODE", "standalone");
        variables.put("SERVER_PORT", String.valueOf(FreePorts.forNode()));
        variables.put("NODE_HOME", home.toString());
        String typed = limit + " && exec sh startup.sh --home \"$NODE_HOME\"";
        return Unpacked.run(unpacked.folder().resolve("bin"), variables, "sh", "-c", typed);
    }
}
