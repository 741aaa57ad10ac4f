package dev.pharos.bench.load;

import dev.pharos.bench.line.GrpcLine;
import dev.pharos.bench.line.Requests;
import dev.pharos.bench.line.Wire;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Starts what is measured, and ends it. */
final class Servers implements AutoCloseable {
    private static final int PORT_FIRST = 21_000;
    private static final int PORT_LAST = 29_000;

    /** Those of ./pharos start, but for the archive of loaded classes. */
    private static final List<String> JVM =
            List.of(
                    "-Xms64m",
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:-UsePerfData",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private final EventLoopGroup loops;
    private final Path folder;
    private final List<Launch> started = new ArrayList<>();

    Servers(EventLoopGroup loops, Path folder) {
        this.loops = loops;
        this.folder = folder;
    }

    /**
     * A server as a process of its own.
     *
     * @param said what it has said, as a file
     * @param beginNanos just before it was started
     */
    record Launch(Process process, Path said, long beginNanos) {
        private static final long START_SECONDS_MAX = 60;
        private static final long END_SECONDS_MAX = 20;

        /** Starts it. */
        static Launch of(ProcessBuilder command, Path said) throws IOException {
            command.redirectErrorStream(true).redirectOutput(said.toFile());
            long begin = System.nanoTime();
            return new Launch(command.start(), said, begin);
        }

        long pid() {
            return process.pid();
        }

        /** How long after its start this came to hold; ends it if that takes too long. */
        double millisUntil(BooleanSupplier holds) throws IOException, InterruptedException {
            while (!holds.getAsBoolean()) {
                long waited = System.nanoTime() - beginNanos;
                if (waited > TimeUnit.SECONDS.toNanos(START_SECONDS_MAX) || !process.isAlive()) {
                    end();
                    throw new IllegalStateException("no start: " + Files.readString(said));
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }
            return (System.nanoTime() - beginNanos) / 1e6;
        }

        /** What a node itself says of how long it took. */
        String ready() throws IOException {
            return Files.readString(said)
                    .lines()
                    .filter(line -> line.startsWith("ready"))
                    .findFirst()
                    .orElse("not said to be ready yet");
        }

        /** Ends it, and returns when it is gone. */
        void end() {
            process.destroy();
            Process _ =
                    process.onExit()
                            .completeOnTimeout(process, END_SECONDS_MAX, TimeUnit.SECONDS)
                            .join();
            process.destroyForcibly().onExit().join();
        }
    }

    /** A process that has taken a registration, and how long after its start that was. */
    record Started(Target target, Launch launch, double millis) {}

    Started node(String script) throws Exception {
        int port = freePort();
        Path data = Files.createTempDirectory(folder, "node");
        return start(
                List.of(script, "start", "--data", data.toString(), "--port", "" + port),
                port,
                false);
    }

    Started bare() throws Exception {
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), "bare", "" + port));
        return start(command, port, true);
    }

    private Started start(List<String> command, int port, boolean bare) throws Exception {
        Path said = folder.resolve("server-" + port + ".log");
        Launch launch = Launch.of(new ProcessBuilder(command), said);
        started.add(launch);
        Target target = new Target(port, launch.pid(), bare);
        return new Started(target, launch, launch.millisUntil(() -> registers(target)));
    }

    private boolean registers(Target target) {
        try (GrpcLine line = GrpcLine.open(loops, target.grpcPort(), _ -> {})) {
            byte[] answer = line.ask(Requests.register("first", "10.9.0.1", 80, 1));
            return target.bare() || Wire.contains(answer, "\"resultCode\":200");
        } catch (Exception notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        started.forEach(Launch::end); // also those that are gone
    }

    /** With the port of gRPC, which lies 1000 above. */
    private static int freePort() {
        for (int i = 0; i < 100; i++) {
            int port = PORT_FIRST + (int) (System.nanoTime() / 1000 % (PORT_LAST - PORT_FIRST));
            if (isFree(port) && isFree(port + 1000)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port found");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
