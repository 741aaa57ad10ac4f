package dev.pharos.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.bench.line.HttpLine;
import dev.pharos.bench.line.Requests;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What three nodes on this machine cost, and how fast another leads. */
public final class Cluster implements AutoCloseable {
    private static final int SIZE = 3;
    private static final int FIRST_PORT = 20_850;
    private static final int CONFIGS = 10_000;
    private static final int WINDOW_SECONDS = 5;
    private static final int PUSH_ROUNDS = 100;
    private static final String CONTENT = "0123456789abcdef".repeat(63);
    private static final Pattern PEER = Pattern.compile("\\{[^{}]*\\}");
    private static final Pattern PORT = Pattern.compile("\"ip\":\"[^\"]*:(\\d+)\"");

    private final EventLoopGroup loops;
    private final String script;
    private final Path folder;
    private final List<Servers.Launch> nodes = new ArrayList<>();

    private Cluster(EventLoopGroup loops, String script, Path folder) {
        this.loops = loops;
        this.script = script;
        this.folder = folder;
    }

    /** {@code SCRIPT FOLDER KILLS}. */
    public static void main(String[] arguments) throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        try (Cluster cluster = new Cluster(loops, arguments[0], Path.of(arguments[1]))) {
            Out.print("load average before: %s", List.of(load()));
            cluster.startAll();
            cluster.idle();
            cluster.pushes();
            cluster.publishes();
            cluster.failOver(Integer.parseInt(arguments[2]));
            cluster.comeBack();
            Out.print("load average after: %s", List.of(load()));
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).strip();
    }

    private void startAll() throws Exception {
        long begin = System.nanoTime();
        for (int i = 0; i < SIZE; i++) {
            nodes.add(start(i));
        }
        awaitAll();
        Out.print(
                "three nodes, from nothing to a publish at each: %.0f ms",
                List.of(millisSince(begin)));
    }

    private Servers.Launch start(int node) throws IOException {
        String list =
                IntStream.range(0, SIZE)
                        .mapToObj(i -> "127.0.0.1:" + (FIRST_PORT + i))
                        .collect(Collectors.joining(","));
        ProcessBuilder builder =
                new ProcessBuilder(
                        script,
                        "start",
                        "--data",
                        folder.resolve("node" + node).toString(),
                        "--port",
                        String.valueOf(FIRST_PORT + node),
                        "--set",
                        "nacos.standalone=false",
                        "--set",
                        "nacos.member.list=" + list);
        return Servers.Launch.of(builder, folder.resolve("node" + node + ".log"));
    }

    private void awaitAll() throws Exception {
        for (int i = 0; i < SIZE; i++) {
            int port = FIRST_PORT + i;
            nodes.get(i).millisUntil(() -> publishes(port, "awaited"));
        }
    }

    private void idle() throws Exception {
        TimeUnit.SECONDS.sleep(WINDOW_SECONDS);
        double cpu = cpuSeconds();
        TimeUnit.SECONDS.sleep(2 * WINDOW_SECONDS);
        Out.print(
                "idle, each of three: RSS %.0f MB, %.2f %% of a core",
                List.of(
                        nodes.stream()
                                .mapToDouble(node -> ProcessFigures.residentMegabytes(node.pid()))
                                .average()
                                .orElseThrow(),
                        (cpuSeconds() - cpu) / (2 * WINDOW_SECONDS) / SIZE * 100));
    }

    private double cpuSeconds() {
        return nodes.stream().mapToDouble(node -> ProcessFigures.cpuSeconds(node.pid())).sum();
    }

    /** Registered at one node, seen at another. */
    private void pushes() throws Exception {
        PushLatency latency = PushLatency.measure(loops, grpc(0), grpc(1), PUSH_ROUNDS);
        Out.print(
                "push to subscribers at another node: p50 %.1f ms, p99 %.1f ms, %d of %d arrived",
                List.of(
                        latency.p50Millis(),
                        latency.p99Millis(),
                        latency.arrived(),
                        latency.awaited()));
    }

    private Target grpc(int node) {
        return new Target(FIRST_PORT + node, nodes.get(node).pid(), false);
    }

    private void publishes() throws Exception {
        int leader = leader();
        for (int writers : List.of(1, 64)) {
            publish("at the leader", leader, writers);
            publish("at a follower", leader == FIRST_PORT ? FIRST_PORT + 1 : FIRST_PORT, writers);
        }
    }

    private void publish(String where, int port, int count) throws Exception {
        IntFunction<byte[]> some = i -> Requests.httpPublish("p-" + i % 1000, i + CONTENT);
        Writers writers = new Writers(loops, port, count);
        AtomicInteger warm = new AtomicInteger();
        writers.send(some, () -> warm.incrementAndGet() > 3000 * Math.min(count, 4));
        double before = Disk.syncsPerSecond(folder);
        double cpu = cpuSeconds();
        long begin = System.nanoTime();
        long end = begin + TimeUnit.SECONDS.toNanos(WINDOW_SECONDS);
        int done = writers.send(some, () -> System.nanoTime() > end);
        double seconds = (System.nanoTime() - begin) / 1e9;
        double used = cpuSeconds() - cpu;
        double rate = (before + Disk.syncsPerSecond(folder)) / 2;
        Out.print(
                "publish %s, %2d writers: %6.0f a second = %.2f x the disk's %.0f,"
                        + " %.0f us CPU each on all nodes together",
                List.of(
                        where,
                        count,
                        done / seconds,
                        done / seconds / rate,
                        rate,
                        used * 1e6 / done));
    }

    /** From the kill of the leader to the first publish that a survivor acknowledges. */
    private void failOver(int kills) throws Exception {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            awaitAll();
            TimeUnit.SECONDS.sleep(1);
            int leader = leader();
            long begin = System.nanoTime();
            nodes.get(leader - FIRST_PORT).process().destroyForcibly();
            firstPublish(leader);
            millis.add(millisSince(begin));
            nodes.get(leader - FIRST_PORT).process().onExit().join();
            nodes.set(leader - FIRST_PORT, start(leader - FIRST_PORT));
        }
        List<Double> sorted = millis.stream().sorted().toList();
        if (!sorted.isEmpty()) {
            Out.print(
                    "kill -9 of the leader to the first acknowledged write, %d times:"
                            + " median %.0f ms, p90 %.0f ms, worst %.0f ms",
                    List.of(
                            kills,
                            sorted.get(sorted.size() / 2),
                            sorted.get(sorted.size() * 9 / 10),
                            sorted.getLast()));
        }
    }

    private void firstPublish(int dead) throws InterruptedException {
        List<Integer> ports =
                IntStream.range(FIRST_PORT, FIRST_PORT + SIZE)
                        .filter(port -> port != dead)
                        .boxed()
                        .toList();
        for (int i = 0; !publishes(ports.get(i % ports.size()), "failover"); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** All are killed at once, with something in them. */
    private void comeBack() throws Exception {
        awaitAll();
        AtomicInteger left = new AtomicInteger(CONFIGS);
        int done =
                new Writers(loops, FIRST_PORT, 64)
                        .send(
                                i -> Requests.httpPublish("c-" + i, i + CONTENT),
                                () -> left.decrementAndGet() < 0);
        nodes.forEach(node -> node.process().destroyForcibly());
        nodes.forEach(node -> node.process().onExit().join());
        nodes.clear();
        long begin = System.nanoTime();
        for (int i = 0; i < SIZE; i++) {
            nodes.add(start(i));
        }
        awaitAll();
        Out.print(
                "kill -9 of all three with %d configurations of 1 KiB: %.0f ms to a publish at"
                        + " each, %.1f s CPU on all nodes together",
                List.of(done, millisSince(begin), cpuSeconds()));
    }

    private static double millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e6;
    }

    private int leader() throws Exception {
        for (int i = 0; ; i++) {
            Optional<Integer> leader = leaderSeenBy(FIRST_PORT + i % SIZE);
            if (leader.isPresent()) {
                return leader.get();
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private Optional<Integer> leaderSeenBy(int port) {
        String state = ask(port, Requests.httpRaftState()).map(Answer::body).orElse("");
        return PEER.matcher(state)
                .results()
                .map(found -> found.group())
                .filter(peer -> peer.contains("\"state\":\"LEADER\""))
                .flatMap(peer -> portOf(peer).stream())
                .findFirst();
    }

    private static Optional<Integer> portOf(String peer) {
        Matcher port = PORT.matcher(peer);
        return port.find() ? Optional.of(Integer.parseInt(port.group(1))) : Optional.empty();
    }

    private boolean publishes(int port, String key) {
        return ask(port, Requests.httpPublish(key, "x")).filter(a -> a.status == 200).isPresent();
    }

    private record Answer(int status, String body) {}

    private Optional<Answer> ask(int port, byte[] request) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        try (HttpLine line = new HttpLine(loops, port)) {
            line.send(
                    request,
                    (code, body) -> answer.complete(new Answer(code, new String(body, UTF_8))));
            return Optional.of(answer.get(5, TimeUnit.SECONDS));
        } catch (Exception notThere) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        Stream.of(nodes.toArray(Servers.Launch[]::new)).forEach(Servers.Launch::end);
    }
}
