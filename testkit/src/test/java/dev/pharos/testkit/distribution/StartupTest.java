package dev.pharos.testkit.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.testkit.cluster.FreePorts;
import dev.pharos.testkit.distribution.Unpacked.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What {@code startup.sh} makes of flags, variables and files before it starts a node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StartupTest {
    private static final Map<String, String> NO_VARIABLES = Map.of();

    private Unpacked unpacked = new Unpacked(Path.of(""));
    private Path home = Path.of("");

    @BeforeAll
    void unpack() throws IOException, InterruptedException {
        unpacked = Unpacked.into(Path.of("target", "startup").toAbsolutePath());
    }

    @BeforeEach
    void settle(@TempDir Path folder) throws IOException {
        home = folder.toRealPath();
    }

    @AfterEach
    void stop() throws Exception {
        unpacked.script(NO_VARIABLES, "shutdown.sh", "--home", home.toString());
    }

    @Test
    void whatIsNotUnderstoodStandsInStartOutToo() throws Exception {
        for (List<String> words :
                List.of(
                        List.of("--foo", "-m", "standalone"),
                        List.of("-m", "standalone", "-x", "y"),
                        List.of("-m"))) {
            Said said = start(NO_VARIABLES, words.toArray(String[]::new));
            assertThat(said.status()).as(said.text()).isEqualTo(1);
            assertThat(said.text())
                    .startsWith("pharos: ")
                    .contains("(startup.sh --help shows them)")
                    .doesNotContain("\n");
            assertThat(startOut()).endsWith(said.text() + "\n");
        }
    }

    @Test
    void aFileThatSaysStandaloneIsHeard() throws Exception {
        write("conf/application.properties", "nacos.standalone = true\n");

        assertThat(start(NO_VARIABLES).status()).as("without -m").isZero();
        assertThat(start(NO_VARIABLES).text()).contains("a node already runs from ");
    }

    @Test
    void whoeverSaysItLastInTheOrderOfSourcesIsHeard() throws Exception {
        write("conf/application.properties", "nacos.standalone=true\n");
        Path other = write("other.properties", "nacos.standalone=maybe\n");
        String cluster = "pharos: the mode is cluster";

        assertThat(start(Map.of("MODE", "cluster")).text()).startsWith(cluster);
        assertThat(start(Map.of("JAVA_OPT", "-Dnacos.standalone=false")).text())
                .startsWith(cluster);
        assertThat(start(NO_VARIABLES, "--set", "nacos.standalone=false").text())
                .startsWith(cluster);
        assertThat(start(NO_VARIABLES, "-m", "cluster").text()).startsWith(cluster);
        assertThat(start(NO_VARIABLES, "--conf", other.toString()).text())
                .isEqualTo(
                        "pharos: mode nacos.standalone=maybe (expected: standalone or cluster; -m,"
                                + " or MODE in the environment)");
        Said said = start(Map.of("MODE", "cluster"), "--set", "nacos.standalone=true");
        assertThat(said.status()).as(said.text()).isZero();
    }

    @Test
    void aSettingsFileIsTheOneThatItsNameMeansWhereItWasTyped() throws Exception {
        write("elsewhere/my.properties", "nacos.standalone=true\nserver.servlet.contextPath=/my\n");

        Said said =
                Unpacked.run(
                        home.resolve("elsewhere"),
                        NO_VARIABLES,
                        "sh",
                        unpacked.folder().resolve("bin/startup.sh").toString(),
                        "--home",
                        home.toString(),
                        "--conf",
                        "my.properties",
                        "--port",
                        String.valueOf(FreePorts.forNode()));

        assertThat(said.status()).as(said.text()).isZero();
        assertThat(said.text()).contains("/my");
    }

    /** As the container image of Nacos takes it, whose heap may be larger anyhow. */
    @Test
    void aHeapThatBeginsLargerMayBeAsLarge() throws Exception {
        Said said = start(Map.of("JVM_XMS", "300m"), "-m", "standalone");

        assertThat(said.status()).as(said.text()).isZero();
        assertThat(commandLine()).contains("-Xmx300m", "-Xms300m", "-XX:+UseSerialGC");
    }

    @Test
    void aJavaThatIsTooOldIsPassedOverAndSaidSo() throws Exception {
        Path old = home.resolve("jdk17");
        write("jdk17/release", "JAVA_VERSION=\"17.0.9\"\n");
        assertThat(write("jdk17/bin/java", "").toFile().setExecutable(true)).isTrue();
        String java = System.getProperty("java.home");
        Map<String, String> variables =
                Map.of(
                        "PHAROS_JAVA_HOME",
                        "",
                        "JAVA_HOME",
                        old.toString(),
                        "PATH",
                        java + "/bin:" + System.getenv("PATH"));

        Said said = start(variables, "-m", "standalone");

        assertThat(said.status()).as(said.text()).isZero();
        assertThat(said.text())
                .startsWith(
                        "JAVA_HOME is "
                                + old
                                + " (expected: the folder of a JDK 25 or newer): this node runs"
                                + " on the Java in ")
                .containsOnlyOnce("JAVA_HOME");
        assertThat(startOut()).startsWith("JAVA_HOME is " + old);
    }

    @Test
    void aKeyThatIsNoneIsNamedAndDoesNotStopTheStart() throws Exception {
        Said said = start(NO_VARIABLES, "-m", "standalone", "-Dfoo.bar=2");

        assertThat(said.status()).as(said.text()).isZero();
        assertThat(said.text()).contains("keys without effect here: foo.bar");
    }

    private Said start(Map<String, String> variables, String... flags)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("startup.sh", "--home", home.toString()));
        words.add("--port=" + FreePorts.forNode());
        words.addAll(List.of(flags));
        return unpacked.script(variables, words.toArray(String[]::new));
    }

    private String startOut() throws IOException {
        return Files.readString(home.resolve("logs/start.out"));
    }

    private String commandLine() throws IOException {
        String told = Files.readString(home.resolve("data/pharos.lock"));
        String pid = told.substring("pid ".length(), told.indexOf(','));
        return Files.readString(Path.of("/proc", pid, "cmdline")).replace('\0', ' ');
    }

    private Path write(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
