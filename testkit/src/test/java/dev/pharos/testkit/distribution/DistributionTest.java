package dev.pharos.testkit.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.testkit.cluster.FreePorts;
import dev.pharos.testkit.distribution.Unpacked.Said;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Starting and stopping, well and badly, in a folder with spaces in its name. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DistributionTest {
    private static final Map<String, String> NO_VARIABLES = Map.of();

    /** A byte of the first record of a segment. */
    private static final int FIRST_RECORD = 64;

    private Unpacked unpacked = new Unpacked(Path.of(""));

    @BeforeAll
    void unpack() throws IOException, InterruptedException {
        unpacked = Unpacked.into(Path.of("target", "dist ribution").toAbsolutePath());
    }

    @Test
    void aNodeIsStartedOnceAndEndedByItsOwnFolder() throws Exception {
        String port = String.valueOf(FreePorts.forNode());
        Path bin = unpacked.folder().resolve("bin");
        Path link = unpacked.folder().resolveSibling("link");
        Files.createSymbolicLink(link, bin.resolve("startup.sh"));
        try {
            Said first = start(NO_VARIABLES, "-m", "standalone", "--port", port);
            assertThat(first.status()).as(first.text()).isZero();
            assertThat(first.line()).startsWith("ready after ");
            assertThat(first.text()).contains(":" + port + "/nacos");
            assertThat(unpacked.folder().resolve("logs/start.out"))
                    .content()
                    .contains(first.text());
            assertThat(readiness(port)).isEqualTo(200);
            assertThat(unpacked.folder().resolve("data/pharos.lock")).exists();

            Said second =
                    Unpacked.run(Path.of("/"), NO_VARIABLES, link.toString(), "-m", "standalone");
            long pid = pid(unpacked.folder());
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.text())
                    .startsWith("pharos: a node already runs from ")
                    .contains("pid " + pid + ", http ")
                    .contains(":" + port + "/nacos, grpc ")
                    .doesNotContain("\n");
            Said third = unpacked.script(NO_VARIABLES, "startup.sh");
            assertThat(third.text()).as("whatever it asks for").isEqualTo(second.text());
            assertThat(unpacked.folder().resolve("logs/start.out"))
                    .as("the running node's alone")
                    .content()
                    .doesNotContain("pharos: ");
            assertThat(ProcessHandle.of(pid)).isPresent();

            Said stop = unpacked.script(NO_VARIABLES, "shutdown.sh");
            assertThat(stop.status()).isZero();
            assertThat(stop.text()).startsWith("stopped: pid " + pid);
            assertThatThrownBy(() -> readiness(port)).isInstanceOf(ConnectException.class);
        } finally {
            unpacked.script(NO_VARIABLES, "shutdown.sh");
        }
        assertThat(unpacked.script(NO_VARIABLES, "shutdown.sh").text())
                .startsWith("no node runs on ");
    }

    @Test
    void eachNodeOfOneUnpackedFolderHasItsOwnHome(@TempDir Path one, @TempDir Path other)
            throws Exception {
        String home = "-Dnacos.home=" + one;
        Map<String, String> variables =
                Map.of("MODE", "standalone", "JAVA_OPT", "-Xmx100m " + home + " -Dlarge=2g");
        String port = String.valueOf(FreePorts.forNode());
        try {
            Said said = start(variables, "--port", port);
            assertThat(said.status()).as(said.text()).isZero();
            assertThat(one.resolve("data/pharos.lock")).exists();
            long pid = pid(one);
            // Java shows no arguments that are longer than a page of memory.
            assertThat(Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline")))
                    .as("only what is said of the heap makes it large")
                    .contains("-XX:+UseSerialGC");

            Said stop = unpacked.script(NO_VARIABLES, "shutdown.sh", "--home", other.toString());
            assertThat(stop.text()).startsWith("no node runs on ");
            assertThat(ProcessHandle.of(pid)).isPresent();
        } finally {
            Said stop = unpacked.script(Map.of("JAVA_OPT", home), "shutdown.sh");
            assertThat(stop.text()).startsWith("stopped: pid ");
        }
    }

    @Test
    void whoForgetsTheModeIsToldWhatToType(@TempDir Path home) throws Exception {
        refused(
                home,
                NO_VARIABLES,
                "the mode is cluster",
                "cluster.conf",
                "sh '" + unpacked.folder().resolve("bin/startup.sh") + "' -m standalone");
    }

    @Test
    void aListThatMeansNothingIsNamedWithItsLine(@TempDir Path home) throws Exception {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/cluster.conf"), "10.0.0.1:8848\n10.0.0.2:x\n");

        refused(home, NO_VARIABLES, "cluster.conf line 2: 10.0.0.2:x (expected: ");
    }

    @Test
    void aPortThatIsTakenIsNamedWithItsKey(@TempDir Path home) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Map<String, String> variables =
                    Map.of("SERVER_PORT", String.valueOf(port), "SERVER_ADDRESS", "127.0.0.1");

            refused(home, standalone(variables), "port " + port + " is taken", "server.port");
        }
    }

    @Test
    void aWrongKeyIsNamedWithTheRightOne(@TempDir Path home) throws Exception {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(
                home.resolve("conf/application.properties"), "pharos.htp.idle-timeout=3s\n");

        refused(
                home,
                standalone(NO_VARIABLES),
                "pharos.htp.idle-timeout: unknown key, in " + home,
                "did you mean pharos.http.idle-timeout?");
    }

    @Test
    void whatIsSetInVainIsSaidInALineEach(@TempDir Path home) throws Exception {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/cluster.conf"), "# ours\n10.0.0.1:8848\n");
        Files.createDirectories(home.resolve("init.d"));
        Files.writeString(
                home.resolve("init.d/custom.properties"),
                "server.servlet.contextPath=/custom\nserver.address=127.0.0.1\n");
        Map<String, String> variables =
                standalone(
                        Map.of(
                                "SERVER_PORT", String.valueOf(FreePorts.forNode()),
                                "FUNCTION_MODE", "naming",
                                "PHAROS_COLOUR", "blue"));
        Said said = start(variables, "--home", home.toString());
        unpacked.script(NO_VARIABLES, "shutdown.sh", "--home", home.toString());

        assertThat(said.status()).as(said.text()).isZero();
        assertThat(said.text().lines().filter(line -> line.contains("WARN")))
                .hasSize(3)
                .anyMatch(line -> line.contains("function mode naming has no effect"))
                .anyMatch(line -> line.contains("PHAROS_COLOUR: no key is called so"))
                .anyMatch(line -> line.contains("cluster.conf lists nodes and is not read"));
        assertThat(said.text()).contains("/custom");

        refused(home, standalone(Map.of("PHAROS_REGISTRY_SWEP", "1s")), "PHAROS_REGISTRY_SWEEP?");
        refused(home, standalone(Map.of("FUNCTION_MODE", "foo")), "function mode foo (expected: ");
    }

    @Test
    void whatAnOperatorReadsComesWithIt() {
        Path folder = unpacked.folder();
        assertThat(folder.resolve("README.md"))
                .content()
                .contains("sh bin/startup.sh -m standalone");
        assertThat(folder.resolve("docs/settings.md")).content().startsWith("# Settings");
        assertThat(folder.resolve("docs/endpoints.md")).isNotEmptyFile();
        assertThat(folder.resolve("deploy/pharos.service")).isNotEmptyFile();
    }

    @Test
    void aDataFolderThatCannotBeHadIsNamed(@TempDir Path home) throws Exception {
        Files.writeString(home.resolve("data"), "a file\n");

        refused(
                home,
                standalone(NO_VARIABLES),
                "the folder " + home.resolve("data") + " cannot be written",
                "--home");
    }

    @Test
    void aDiskWithoutRoomIsNamed(@TempDir Path home) throws Exception {
        String full = "(trap '' XFSZ; ulimit -f 0; sh startup.sh -m standalone --home \"$0\")";
        Said said =
                Unpacked.run(
                        unpacked.folder().resolve("bin"),
                        NO_VARIABLES,
                        "sh",
                        "-c",
                        "{ " + full + "; echo status $?; } 2>&1 | cat",
                        home.toString());

        assertThat(said.text())
                .startsWith("pharos: nothing can be written in " + home.toRealPath() + "/logs: ")
                .contains("the disk is full (expected: room for a node's log; df ")
                .endsWith("\nstatus 1")
                .hasLineCount(2);
    }

    @Test
    void aLogThatIsDamagedIsNamedWithPlaceAndRemedy(@TempDir Path home) throws Exception {
        String port = String.valueOf(FreePorts.forNode());
        Map<String, String> variables = standalone(Map.of("SERVER_PORT", port));
        try {
            assertThat(start(variables, "--home", home.toString()).status()).isZero();
            for (int i = 0; i < 10; i++) {
                publish(port, "k" + i);
            }
        } finally {
            unpacked.script(NO_VARIABLES, "shutdown.sh", "--home", home.toString());
        }
        Path segment = home.resolve("data/raft/log/000000001-000000000000000001.log");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[FIRST_RECORD] ^= 1;
        Files.write(segment, bytes);

        refused(
                home,
                variables,
                segment + " is damaged at byte ",
                "cannot be read, but record ",
                "Remedy: put the whole data folder back from a backup");
    }

    private static void publish(String port, String key) throws IOException, InterruptedException {
        String query = "?group=g&content=x&dataId=" + key;
        URI uri = URI.create("http://127.0.0.1:" + port + "/nacos/v1/cs/configs" + query);
        HttpRequest request =
                HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, BodyHandlers.ofString()).body()).isEqualTo("true");
        }
    }

    @Test
    void tooLittleMemoryIsNamedWithTheVariable(@TempDir Path home) throws Exception {
        refused(
                home,
                standalone(Map.of("JVM_XMX", "20m")),
                "too little memory: the heap may have",
                "JVM_XMX");
    }

    @Test
    void whatTheJavaDoesNotTakeIsOneLineToo(@TempDir Path home) throws Exception {
        Map<String, String> variables = Map.of("JAVA_OPT", "-XX:+UseConcMarkSweepGC");

        refused(
                home,
                standalone(variables),
                "does not start: Unrecognized VM option 'UseConcMarkSweepGC'",
                "JAVA_OPT");
    }

    @Test
    void aJavaThatIsTooOldIsNamed(@TempDir Path home, @TempDir Path old) throws Exception {
        Files.createDirectories(old.resolve("bin"));
        Files.createFile(old.resolve("bin/java")).toFile().setExecutable(true);
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");

        refused(
                home,
                standalone(Map.of("PHAROS_JAVA_HOME", old.toString())),
                "PHAROS_JAVA_HOME is " + old,
                "a JDK 25 or newer");
    }

    /** One line, a status that is not 0, and the same line in start.out. */
    private void refused(Path home, Map<String, String> variables, String... parts)
            throws Exception {
        Said said = start(variables, "--home", home.toString());

        assertThat(said.status()).as(said.text()).isEqualTo(1);
        assertThat(said.text()).startsWith("pharos: ").contains(parts).doesNotContain("\n");
        Path startOut = home.resolve("logs/start.out");
        assertThat(startOut).content().contains(said.text());
    }

    private Said start(Map<String, String> variables, String... flags)
            throws IOException, InterruptedException {
        String[] words = new String[flags.length + 1];
        words[0] = "startup.sh";
        System.arraycopy(flags, 0, words, 1, flags.length);
        return unpacked.script(variables, words);
    }

    private static Map<String, String> standalone(Map<String, String> others) {
        Map<String, String> variables = new TreeMap<>(others);
        variables.put("MODE", "standalone");
        return variables;
    }

    private static long pid(Path home) throws IOException {
        String told = Files.readString(home.resolve("data/pharos.lock"));
        return Long.parseLong(told.substring("pid ".length(), told.indexOf(',')));
    }

    private static int readiness(String port) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/nacos/v1/console/health/readiness");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
