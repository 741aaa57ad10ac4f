package dev.pharos.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.bench.line.HttpLine;
import dev.pharos.bench.line.Requests;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * What keeping what is acknowledged costs: publishes, starts, memory. {@code bench/durable} runs
 * it.
 */
public final class Durable {
    private static final int CONFIGS = 100_000;
    private static final int INSTANCES = 20_000;
    private static final int FILLERS = 64;
    private static final String CONTENT = "0123456789abcdef".repeat(63);
    private static final int WINDOW_SECONDS = 5;
    private static final String LARGE = "-Xmx768m";
    private static final List<String> NO_SNAPSHOTS =
            List.of(
                    "--set",
                    "pharos.snapshot.size=16GB",
                    "--set",
                    "pharos.snapshot.entries=100000000");

    private final EventLoopGroup loops;
    private final Nodes nodes;
    private final Path folder;

    private Durable(EventLoopGroup loops, Nodes nodes, Path folder) {
        this.loops = loops;
        this.nodes = nodes;
        this.folder = folder;
    }

    /** {@code SCRIPT FOLDER}. */
    public static void main(String[] arguments) throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        Path folder = Path.of(arguments[1]);
        try {
            Durable durable = new Durable(loops, new Nodes(arguments[0], loops), folder);
            Out.print(
                    "load average before: %s",
                    List.of(Files.readString(Path.of("/proc/loadavg")).strip()));
            durable.small();
            durable.large();
            Out.print(
                    "load average after: %s",
                    List.of(Files.readString(Path.of("/proc/loadavg")).strip()));
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    /** A node with nothing in it: starts, idle, publishes. */
    private void small() throws Exception {
        Path data = folder.resolve("small");
        for (int i = 0; i < 2; i++) {
            nodes.start("fresh", data, "", List.of()).close();
        }
        try (Nodes.Running node = nodes.start("fresh", data, "", List.of())) {
            TimeUnit.SECONDS.sleep(WINDOW_SECONDS);
            Out.print("idle: RSS %.0f MB", List.of(ProcessFigures.residentMegabytes(node.pid())));
            for (int writers : List.of(1, 64, 1024)) {
                publish(node, writers);
            }
        }
        try (Nodes.Running node = nodes.start("after the load", data, "", List.of())) {
            Out.print("RSS %.0f MB", List.of(ProcessFigures.residentMegabytes(node.pid())));
        }
    }

    private void publish(Nodes.Running node, int writers) throws Exception {
        IntFunction<byte[]> some = i -> Requests.httpPublish("p-" + i % 1000, i + CONTENT);
        AtomicInteger warm = new AtomicInteger();
        writers(node, writers)
                .send(some, () -> warm.incrementAndGet() > 5000 * Math.min(writers, 8));
        double before = Disk.syncsPerSecond(folder);
        double cpu = ProcessFigures.cpuSeconds(node.pid());
        long begin = System.nanoTime();
        long end = begin + TimeUnit.SECONDS.toNanos(WINDOW_SECONDS);
        int done = writers(node, writers).send(some, () -> System.nanoTime() > end);
        double seconds = (System.nanoTime() - begin) / 1e9;
        double used = ProcessFigures.cpuSeconds(node.pid()) - cpu;
        double rate = (before + Disk.syncsPerSecond(folder)) / 2;
        Out.print(
                "publish, %4d writers: %6.0f a second = %.2f x the disk's %.0f, %.0f us CPU each",
                List.of(writers, done / seconds, done / seconds / rate, rate, used * 1e6 / done));
    }

    /** A node with much in it: memory of each thing, starts from the log and from a snapshot. */
    private void large() throws Exception {
        Path data = folder.resolve("large");
        try (Nodes.Running node = nodes.start("fresh", data, LARGE, NO_SNAPSHOTS)) {
            long before = node.heapBytes();
            fill(node, CONFIGS, i -> Requests.httpPublish("c-" + i, i + CONTENT));
            long between = node.heapBytes();
            fill(node, INSTANCES, i -> Requests.httpPersistent("s-" + i / 10, i));
            long after = node.heapBytes();
            Out.print(
                    "heap: %d bytes a configuration of 1 KiB with its first history row,"
                            + " %d a persistent instance (10 a service)",
                    List.of((between - before) / CONFIGS, (after - between) / INSTANCES));
            Out.print(
                    "RSS with all of it: %.0f MB",
                    List.of(ProcessFigures.residentMegabytes(node.pid())));
        }
        for (int i = 0; i < 2; i++) {
            nodes.start("100,000 configurations from the log", data, LARGE, NO_SNAPSHOTS).close();
        }
        try (Nodes.Running node = nodes.start("the same", data, LARGE, NO_SNAPSHOTS)) {
            node.backUp();
        }
        for (int i = 0; i < 2; i++) {
            nodes.start("100,000 configurations from a snapshot", data, LARGE, NO_SNAPSHOTS)
                    .close();
        }
    }

    private Writers writers(Nodes.Running node, int count) {
        return new Writers(loops, node.port(), count);
    }

    private void fill(Nodes.Running node, int count, IntFunction<byte[]> requests)
            throws Exception {
        AtomicInteger left = new AtomicInteger(count);
        int done =
                writers(node, Math.min(FILLERS, count))
                        .send(requests, () -> left.decrementAndGet() < 0);
        if (done != count) {
            throw new IllegalStateException(done + " of " + count + " were acknowledged");
        }
    }

    /** Starts nodes on folders of their own, and says how long that took. */
    private record Nodes(String script, EventLoopGroup loops) {
        private static final int PORT = 20_848;

        /** A node that runs. */
        record Running(Servers.Launch launch, int port) implements AutoCloseable {
            long pid() {
                return launch.pid();
            }

            /** Makes it take a snapshot, which is what a backup is made of. */
            void backUp() throws IOException {
                URI uri = URI.create("http://127.0.0.1:" + port + "/nacos/v1/pharos/backup");
                HttpURLConnection asked = (HttpURLConnection) uri.toURL().openConnection();
                asked.setRequestMethod("POST");
                try (InputStream backup = asked.getInputStream()) {
                    backup.transferTo(OutputStream.nullOutputStream());
                }
            }

            /** Of what is reachable. */
            long heapBytes() throws IOException, InterruptedException {
                String jcmd = Path.of(System.getenv("JAVA_HOME"), "bin", "jcmd").toString();
                Process asked =
                        new ProcessBuilder(jcmd, String.valueOf(pid()), "GC.class_histogram")
                                .start();
                String said = new String(asked.getInputStream().readAllBytes(), UTF_8);
                asked.waitFor();
                return said.lines()
                        .filter(line -> line.startsWith("Total"))
                        .map(line -> line.strip().split("\\s+", -1))
                        .mapToLong(words -> Long.parseLong(words[words.length - 1]))
                        .findFirst()
                        .orElseThrow();
            }

            @Override
            public void close() {
                launch.end();
            }
        }

        Running start(String what, Path data, String heap, List<String> flags) throws Exception {
            List<String> command =
                    new ArrayList<>(List.of(script, "start", "--data", data.toString()));
            command.addAll(List.of("--port", String.valueOf(PORT)));
            command.addAll(flags);
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().put("PHAROS_JAVA_OPTS", heap);
            Path said = data.resolveSibling(data.getFileName() + ".log");
            Servers.Launch launch = Servers.Launch.of(builder, said);
            byte[] first = Requests.httpPublish("first", "x");
            double publish = launch.millisUntil(() -> isAcknowledged(first));
            byte[] second = Requests.httpPersistent("first", 0);
            double registration = launch.millisUntil(() -> isAcknowledged(second));
            Out.print(
                    "start, %s: first publish acknowledged %.0f ms after exec, first persistent"
                            + " registration %.0f ms, %.1f s CPU; %s",
                    List.of(
                            what,
                            publish,
                            registration,
                            ProcessFigures.cpuSeconds(launch.pid()),
                            launch.ready()));
            return new Running(launch, PORT);
        }

        private boolean isAcknowledged(byte[] request) {
            CompletableFuture<Integer> status = new CompletableFuture<>();
            try (HttpLine line = new HttpLine(loops, PORT)) {
                line.send(request, (code, _) -> status.complete(code));
                return status.get(10, TimeUnit.SECONDS) == 200;
            } catch (Exception notYet) {
                return false;
            }
        }
    }
}
