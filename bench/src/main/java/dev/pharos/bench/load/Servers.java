package dev.pharos.bench.load;

import io.netty.channel.EventLoopGroup;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts what is measured, and ends it. */
final class Servers implements AutoCloseable {
    private static final int PORT_FIRST = 21_000;
    private static final int PORT_LAST = 29_000;
    private static final long START_SECONDS_MAX = 60;

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
    private final List<Process> running = new ArrayList<>();

    Servers(EventLoopGroup loops, Path folder) {
        this.loops = loops;
        this.folder = folder;
    }

    /** A process that has taken a registration, and how long after its start that was. */
    record Started(Target target, Process process, double millis) {}

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
        File log = folder.resolve("server-" + port + ".log").toFile();
        long begin = System.nanoTime();
        Process process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
        running.add(process);
        Target target = new Target(port, process.pid(), bare);
        while (!registers(target)) {
            boolean late = System.nanoTime() - begin > START_SECONDS_MAX * 1_000_000_000;
            if (late || !process.isAlive()) {
                throw new IllegalStateException("no start: " + Files.readString(log.toPath()));
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return new Started(target, process, (System.nanoTime() - begin) / 1e6);
    }

    private boolean registers(Target target) {
        try (GrpcLine line = GrpcLine.open(loops, target.grpcPort(), _ -> {})) {
            byte[] answer = line.ask(Requests.register("first", "10.9.0.1", 80, 1));
            return target.bare() || Wire.contains(answer, "\"resultCode\":200");
        } catch (Exception notYet) {
            return false;
        }
    }

    void end(Process process) {
        process.destroy();
        Process _ = process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
        if (process.isAlive()) {
            process.destroyForcibly();
        }
        running.remove(process);
    }

    /** What the server itself has said, for a figure that it prints. */
    String log(Target target) throws IOException {
        return Files.readString(folder.resolve("server-" + target.httpPort() + ".log"));
    }

    @Override
    public void close() {
        for (Process process : List.copyOf(running)) {
            end(process);
        }
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
