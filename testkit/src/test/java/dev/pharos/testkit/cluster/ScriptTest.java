package dev.pharos.testkit.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./pharos} as it is typed, in a folder where the node is built already. */
final class ScriptTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    @TempDir private Path temp;
    private Path top;
    private Path data;
    private String java = System.getProperty("java.home");

    @BeforeEach
    void prepare() throws IOException {
        top = Files.createDirectory(temp.toRealPath().resolve("top"));
        data = top.resolveSibling("data");
        copy("pharos");
        copy("pom.xml");
        try (Stream<Path> shared = Files.list(TOP.resolve("bin"))) {
            for (Path file : shared.toList()) {
                copy("bin/" + file.getFileName());
            }
        }
        for (String module : List.of("core", "server")) {
            Files.createDirectories(top.resolve(module).resolve("src/main"));
            copy(module + "/pom.xml");
        }
        Files.createDirectory(top.resolve(".mvn"));
        Path built = Files.createDirectories(top.resolve("server/target/node"));
        writeJar(built.resolve("node.jar"));
        Files.createFile(built.resolve("built"));
    }

    @AfterEach
    void stop() throws Exception {
        run("stop", "--data", data.toString());
    }

    @Test
    void theScriptsOfTheDistributionSayThatTheCloneIsNone() throws Exception {
        for (String script : List.of("bin/pharos", "bin/startup.sh")) {
            Process process =
                    new ProcessBuilder("sh", top.resolve(script).toString(), "-m", "standalone")
                            .redirectErrorStream(true)
                            .start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).isEqualTo(1);
            assertThat(said.lines())
                    .singleElement()
                    .asString()
                    .startsWith("pharos: " + top + " is no distribution: make one first");
        }
        assertThat(top.resolve("data")).doesNotExist();
    }

    @Test
    void aNodeInTheBackgroundIsKnownByItsFolderUntilItIsStopped() throws Exception {
        assertThat(run("status", "--data", data.toString()))
                .isEqualTo(new Ended(3, "no node runs on " + data));

        Ended started = start(FreePorts.forNode());
        assertThat(started.said()).contains("ready after ", "running in the background");
        assertThat(started.code()).isZero();

        Files.delete(data.resolve("logs/start.out")); // nothing hangs on it
        Ended status = run("status", "--data=" + data);
        assertThat(status.said())
                .startsWith("running on " + data + ": pid ")
                .containsPattern(", http .*:\\d+/nacos, grpc .*:\\d+$");
        assertThat(run("start", "--data", data.toString()).said())
                .startsWith("pharos: a node already runs on " + data + ": pid ");

        assertThat(run("stop", "--data", data.toString()).said()).startsWith("stopped: pid ");
        assertThat(run("status", "--data", data.toString()).code()).isEqualTo(3);
        assertThat(run("stop", "--data", data.toString()))
                .isEqualTo(new Ended(0, "no node runs on " + data));
    }

    @Test
    void ofTwoStartsAtOnceOneFailsAndLeavesTheOtherAlone() throws Exception {
        int[] ports = {FreePorts.forNode(), FreePorts.forNode()};
        List<Process> starts = new ArrayList<>();
        for (int port : ports) {
            starts.add(launch("start", "--background", "--data=" + data, "--port=" + port));
        }
        List<Ended> ended = new ArrayList<>();
        for (Process start : starts) {
            ended.add(Ended.of(start));
        }

        assertThat(ended).extracting(Ended::code).containsExactlyInAnyOrder(0, 1);
        Ended lost = ended.stream().filter(end -> end.code() == 1).findFirst().orElseThrow();
        assertThat(lost.said()).startsWith("pharos: a node already runs on ");
        assertThat(lost.said().lines()).hasSize(1);
        int won = ports[ended.getFirst().code()];
        assertThat(run("status", "--data", data.toString()).said()).contains(":" + won + "/nacos");
        assertThat(data.resolve("logs/start.out")).content().contains("ready after ");
        try (Stream<Path> logs = Files.list(data.resolve("logs"))) {
            assertThat(logs.map(log -> log.getFileName().toString()))
                    .contains("nacos.log", "start.out")
                    .allMatch(name -> name.endsWith(".log") || name.equals("start.out"));
        }
    }

    @Test
    void aStartThatIsInterruptedEndsItsNode() throws Exception {
        Process start = launch("start", "--background", "--data=" + data, "--port=0");
        Path logs = data.resolve("logs");
        Awaitility.await().until(() -> start.descendants().count() > 0 && Files.exists(logs));
        List<ProcessHandle> nodes = start.descendants().toList();

        start.toHandle().destroy(); // so that what it says can still be read

        Ended ended = Ended.of(start);
        assertThat(ended.code()).isEqualTo(130);
        assertThat(ended.said()).endsWith(") is ended").contains("pharos: interrupted; the node");
        assertThat(nodes).noneMatch(ProcessHandle::isAlive);
        assertThat(run("status", "--data", data.toString()).code()).isEqualTo(3);
    }

    /** A JVM that is told to end while it begins breaks, and says so as if its flags were wrong. */
    @Test
    void aStartThatIsInterruptedDoesNotBlameTheJava() throws Exception {
        java = javaThatBreaksWhenItIsTold().toString();
        Process start = launch("start", "--background", "--data=" + data, "--port=0");
        Path logs = data.resolve("logs");
        Awaitility.await().until(() -> Files.exists(logs) && saidIn(logs).contains("it has begun"));

        start.toHandle().destroy();

        Ended ended = Ended.of(start);
        assertThat(ended.code()).isEqualTo(130);
        assertThat(ended.said()).startsWith("pharos: interrupted; the node").endsWith(") is ended");
        assertThat(ended.said().lines()).hasSize(1);
    }

    private static String saidIn(Path logs) throws IOException {
        try (Stream<Path> files = Files.list(logs)) {
            StringBuilder said = new StringBuilder();
            for (Path file : files.toList()) {
                said.append(Files.readString(file));
            }
            return said.toString();
        }
    }

    private Path javaThatBreaksWhenItIsTold() throws IOException {
        Path home = top.resolveSibling("java");
        Path bin = Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25\"\n");
        for (String tool : List.of("java", "javac")) {
            Path script = bin.resolve(tool);
            Files.writeString(
                    script,
                    """
                    #!/bin/sh
                    trap 'echo "Error occurred during initialization of VM"
                          echo "java.lang.InternalError: Bad level: 2"; exit 1' TERM
                    echo "it has begun"
                    while :; do sleep 0.1; done
                    """);
            assertThat(script.toFile().setExecutable(true)).isTrue();
        }
        return home;
    }

    @Test
    void aStartThatFailsIsOneLineWithItsReason() throws Exception {
        Ended wrongValue = start(70_000);
        assertThat(wrongValue.code()).isEqualTo(1);
        assertThat(wrongValue.said()).startsWith("pharos: server.port: 70000 (expected: ");
        assertThat(wrongValue.said().lines()).hasSize(1);

        data = top.resolve("pom.xml/data"); // no folder can be there
        Ended noFolder = start(0);
        assertThat(noFolder.code()).isEqualTo(1);
        assertThat(noFolder.said())
                .isEqualTo(
                        "pharos: the folder "
                                + data
                                + " cannot be written (expected: a folder of this user; --data"
                                + " names another)");
    }

    @Test
    void whatIsNotUnderstoodIsOneLineAndTwo() throws Exception {
        for (List<String> typed :
                List.of(
                        List.of("bogus"),
                        List.of("stop", "foo"),
                        List.of("status", "--port", "1"),
                        List.of("start", "--data"),
                        List.of("start", "--data", ""),
                        List.of("start", "--data="),
                        List.of("start", "-m", "standalone"),
                        List.of("start", "--background", "--foo"),
                        List.of("jdk", "--foo"),
                        List.of("package", "--foo"))) {
            Ended ended = run(typed.toArray(String[]::new));
            assertThat(ended.code()).as(typed.toString()).isEqualTo(2);
            assertThat(ended.said()).as(typed.toString()).startsWith("pharos: ");
            assertThat(ended.said().lines()).as(typed.toString()).hasSize(1);
        }
        assertThat(data).doesNotExist();
        assertThat(top.resolve("data")).doesNotExist();
    }

    @Test
    void helpIsGivenWhereverItIsAskedFor() throws Exception {
        for (String command : List.of("start", "stop", "status", "test", "package", "jdk")) {
            Ended ended = run(command, "--help");
            assertThat(ended.code()).isZero();
            assertThat(ended.said()).startsWith("usage: ./pharos ").contains("  " + command + " ");
        }
        assertThat(run("start", "--background", "--help").said()).startsWith("usage: ");
        assertThat(run("--version").said()).matches("Pharos \\d+\\.\\d+\\.\\d+.*");
        assertThat(top.resolve("data")).doesNotExist();
    }

    @Test
    void aCopyElsewhereSaysThatItIsOne() throws Exception {
        Path copy = Files.copy(top.resolve("pharos"), top.resolveSibling("pharos"));
        Ended ended = Ended.of(process(copy, "start"));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.said()).startsWith("pharos: " + copy.getParent() + " has no sources");
    }

    private Ended start(int port) throws Exception {
        return run("start", "--background", "--data", data.toString(), "--port", "" + port);
    }

    private Ended run(String... words) throws Exception {
        return Ended.of(launch(words));
    }

    private Process launch(String... words) throws IOException {
        return process(top.resolve("pharos"), words);
    }

    private Process process(Path script, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PHAROS_JAVA_HOME", java);
        builder.environment().put("SERVER_ADDRESS", "127.0.0.1");
        builder.environment().remove("PHAROS_DATA");
        return builder.start();
    }

    private void copy(String file) throws IOException {
        Path copy = top.resolve(file);
        Files.createDirectories(copy.getParent());
        Files.copy(TOP.resolve(file), copy);
    }

    /** One that holds nothing but where the classes are that we run with. */
    private static void writeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(
                Attributes.Name.CLASS_PATH,
                Arrays.stream(NodeProcess.classpath().split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toUri().toString())
                        .collect(Collectors.joining(" ")));
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream _ = new JarOutputStream(out, manifest)) {
            // its manifest is all
        }
    }

    /** How a script went, and what it has said, on both streams. */
    private record Ended(int code, String said) {
        static Ended of(Process process) throws IOException, InterruptedException {
            String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            return new Ended(process.waitFor(), said);
        }
    }
}
