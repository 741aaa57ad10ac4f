package dev.pharos.testkit.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A node as a process of its own, started as an operator does: the same main class, a port, a data
 * folder. It can be killed and started again on the same port with the same data.
 *
 * <p>Its output goes to {@code node.log} in its folder, whose end is part of each failure.
 */
public final class NodeProcess implements AutoCloseable {
    private static final String MAIN = "dev.pharos.server.boot.Main";

    /** Eight nodes that start at once on two busy cores have taken more than 30 s. */
    private static final Duration READY = Duration.ofMinutes(2);

    private static final Duration STOPPED = Duration.ofMinutes(1);
    private static final int LOG_LINES_SHOWN = 40;

    private final Path folder;
    private final Site site;
    private final List<String> options;
    private Process process;
    private int logBefore;

    /**
     * Where a node runs.
     *
     * @param before stands before its command
     * @param flags further ones of its JVM
     */
    record Site(String host, int port, List<String> before, List<String> flags) {
        static Site loopback(int port) {
            return new Site("127.0.0.1", port, List.of(), List.of());
        }

        Site with(List<String> further) {
            return new Site(host, port, before, further);
        }
    }

    private NodeProcess(Path folder, Site site, List<String> options) {
        this.folder = folder.toAbsolutePath();
        this.site = site;
        this.options = options;
        this.process = launch();
    }

    /**
     * Starts a node without data and waits until it is ready. Fails: when it is not within 2 min.
     *
     * @param folder for its data and its log; what an earlier node left there is deleted
     * @param options further options of the command line
     */
    public static NodeProcess start(Path folder, String... options) {
        return startWith(List.of(), folder, options);
    }

    /**
     * As {@link #start}.
     *
     * @param flags further flags of the JVM
     */
    public static NodeProcess startWith(List<String> flags, Path folder, String... options) {
        empty(folder);
        NodeProcess node = fresh(folder, flags, options);
        // Between being found free and being opened, a port may go to another test's node.
        node.awaitReadyOrGone();
        if (!node.process.isAlive() && node.output().contains("is taken")) {
            node = fresh(folder, flags, options);
            node.awaitReadyOrGone();
        }
        node.expectReady();
        return node;
    }

    private static NodeProcess fresh(Path folder, List<String> flags, String... options) {
        Site site = Site.loopback(FreePorts.forNode()).with(flags);
        return new NodeProcess(folder, site, List.of(options));
    }

    /** Starts a node without data there, and waits for nothing. */
    static NodeProcess launch(Path folder, Site site, List<String> options) {
        empty(folder);
        return new NodeProcess(folder, site, options);
    }

    /** Where it answers over HTTP, as {@code ip:port}; gRPC is 1000 ports above. */
    public String address() {
        return site.host() + ":" + site.port();
    }

    /** What it has written to its output so far. */
    public String output() {
        try {
            return Files.readString(log());
        } catch (IOException failure) {
            throw new UncheckedIOException(log().toString(), failure);
        }
    }

    /** Where its data and its log are. */
    public Path folder() {
        return folder;
    }

    /** Whether the process runs. */
    public boolean isRunning() {
        return process.isAlive();
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /**
     * Stops it in its tracks, as {@code SIGSTOP} does: its connections stay, and nobody answers.
     */
    public void freeze() {
        signal("-STOP");
    }

    /** Lets it go on after {@link #freeze}. */
    public void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            Process sent = new ProcessBuilder("kill", signal, String.valueOf(pid())).start();
            if (sent.onExit().join().exitValue() != 0) {
                throw failure("kill " + signal + " failed");
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("kill " + signal, failure);
        }
    }

    /** Ends it as an operator does. Fails: when it has not ended within 1 min. */
    public void stop() {
        process.destroy();
        process.onExit().completeOnTimeout(process, STOPPED.toSeconds(), TimeUnit.SECONDS).join();
        if (process.isAlive()) {
            kill();
            throw failure("not stopped within " + STOPPED);
        }
    }

    /** Tells it to end, as an operator does, and completes as {@link #exit}. */
    public CompletableFuture<Integer> terminate() {
        process.destroy();
        return exit();
    }

    /** Completes with its exit code, when it has ended for whatever reason. */
    public CompletableFuture<Integer> exit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Starts it again, after {@link #kill} or {@link #stop}, and waits until it is ready. */
    public void restart() {
        if (process.isAlive()) {
            throw new IllegalStateException("node " + address() + " still runs");
        }
        process = launch();
        awaitReady();
    }

    @Override
    public void close() {
        kill();
    }

    private static void empty(Path folder) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> inside = Files.walk(folder)) {
                for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("empty " + folder, failure);
        }
    }

    private Process launch() {
        try {
            Files.createDirectories(folder);
            logBefore = Files.exists(log()) ? Math.toIntExact(Files.size(log())) : 0;
            String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            List<String> command = new ArrayList<>(site.before());
            command.addAll(List.of(java, "-Xmx256m", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
            command.add("--sun-misc-unsafe-memory-access=allow");
            command.addAll(site.flags());
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classpath()));
            command.addAll(List.of(MAIN, "start", "--port", String.valueOf(site.port())));
            command.addAll(List.of("--data", folder.resolve("data").toString()));
            command.addAll(options);
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.directory(folder.toFile()).redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException("node in " + folder, failure);
        }
    }

    /** The server's part of our own classpath: neither tests nor the testkit. */
    static String classpath() {
        String own =
                Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                        .orElseGet(() -> System.getProperty("java.class.path"));
        return Arrays.stream(own.split(File.pathSeparator))
                .filter(entry -> !entry.contains("testkit"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    void awaitReady() {
        awaitReadyOrGone();
        expectReady();
    }

    /** By its own word: whoever else answers on the port is not it. */
    private void awaitReadyOrGone() {
        try {
            Awaitility.await("node ready")
                    .atMost(READY)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !process.isAlive() || saidSinceLaunch().contains("ready after"));
        } catch (ConditionTimeoutException late) {
            kill();
            throw failure("not ready within " + READY);
        }
    }

    private void expectReady() {
        if (!process.isAlive()) {
            throw failure("ended with " + process.exitValue() + " instead of being ready");
        }
    }

    private String saidSinceLaunch() throws IOException {
        byte[] all = Files.readAllBytes(log());
        return new String(all, logBefore, all.length - logBefore, StandardCharsets.UTF_8);
    }

    private Path log() {
        return folder.resolve("node.log");
    }

    private AssertionError failure(String what) {
        String end;
        try {
            List<String> lines = Files.readAllLines(log());
            int from = Math.max(0, lines.size() - LOG_LINES_SHOWN);
            end = String.join("\n", lines.subList(from, lines.size()));
        } catch (IOException unreadable) {
            end = unreadable.toString();
        }
        return new AssertionError(
                "node " + address() + ": " + what + "\nend of " + log() + ":\n" + end);
    }
}
