package dev.pharos.bench.load;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Measures a fresh node against bare servers, turn by turn, and prints a table. */
public final class Main {
    private static final int THREADS = 2;
    private static final int IDLE_SECONDS = 10;
    private static final int WARM_UP_SECONDS = 10;
    private static final int ROUNDS = 3;

    private final EventLoopGroup loops;
    private final Servers servers;
    private final boolean quick;
    private final String only;

    private Main(EventLoopGroup loops, Servers servers, boolean quick, String only) {
        this.loops = loops;
        this.servers = servers;
        this.quick = quick;
        this.only = only;
    }

    /** {@code bare PORT}, or {@code SCRIPT FOLDER [--quick] [OPERATION]}; bench/run calls this. */
    public static void main(String[] arguments) throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
        List<String> words = List.of(arguments);
        if (words.getFirst().equals("bare")) {
            BareServers.start(loops, Integer.parseInt(words.get(1)));
            return;
        }
        try (Servers servers = new Servers(loops, Path.of(words.get(1)))) {
            boolean quick = words.contains("--quick");
            String only = words.size() > (quick ? 3 : 2) ? words.getLast() : "";
            new Main(loops, servers, quick, only).measure(words.getFirst());
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private void measure(String script) throws Exception {
        print(
                "load average before: %s",
                List.of(Files.readString(Path.of("/proc/loadavg")).strip()));
        Target node = startNode(script);
        Target bare = servers.bare().target();
        print("%n%-14s | %23s | %23s | %s", List.of("", "bare", "Pharos", "CPU ratio"));
        String columns = "%-14s | %11s %11s | %11s %11s |";
        print(columns, List.of("operation", "us CPU/op", "op/s", "us CPU/op", "op/s"));
        for (Load load : Load.all()) {
            if (load.name().contains(only)) {
                compare(load, bare, node);
            }
        }
        PushLatency push = PushLatency.measure(loops, node, quick ? 20 : 60);
        print(
                "%npush: p50 %.1f ms, p99 %.1f ms, %d of %d arrived",
                List.of(push.p50Millis(), push.p99Millis(), push.arrived(), push.awaited()));
        print("RSS after the load: %.0f MB", List.of(ProcessFigures.residentMegabytes(node.pid())));
        print(
                "load average after: %s",
                List.of(Files.readString(Path.of("/proc/loadavg")).strip()));
    }

    /** The first start makes the archive of loaded classes when it ends; it is told, too. */
    private Target startNode(String script) throws Exception {
        int starts = quick ? 2 : 4;
        for (int i = 1; ; i++) {
            Servers.Started started = servers.node(script);
            print(
                    "start %d: exec to first registration %.0f ms; the node says: %s",
                    List.of(i, started.millis(), started.launch().ready()));
            if (i == starts) {
                idle(started.target());
                return started.target();
            }
            started.launch().end();
        }
    }

    private static void idle(Target node) throws InterruptedException {
        TimeUnit.SECONDS.sleep(2);
        double before = ProcessFigures.cpuSeconds(node.pid());
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        double cpu = ProcessFigures.cpuSeconds(node.pid()) - before;
        print(
                "idle: RSS %.0f MB, CPU %.1f %%",
                List.of(ProcessFigures.residentMegabytes(node.pid()), cpu * 100 / IDLE_SECONDS));
    }

    private void compare(Load load, Target bare, Target node) throws Exception {
        List<Sample> ofBare = new ArrayList<>();
        List<Sample> ofNode = new ArrayList<>();
        String failure = "";
        // Compilers must have come to rest on both sides, or the ratio is of two cold servers.
        int warmUp = quick ? 3 : WARM_UP_SECONDS;
        Sample _ = new Loop(loops, bare, load).run(warmUp, 1);
        Sample _ = new Loop(loops, node, load).run(warmUp, 1);
        for (int round = 0; round < (quick ? 1 : ROUNDS); round++) {
            ofBare.add(new Loop(loops, bare, load).run(1, quick ? 2 : 4));
            Loop loop = new Loop(loops, node, load);
            ofNode.add(loop.run(1, quick ? 2 : 4));
            failure = loop.firstFailure();
        }
        Sample a = Sample.median(ofBare);
        Sample b = Sample.median(ofNode);
        print(
                "%-14s | %11.1f %11.0f | %11.1f %11.0f | %.2f%s",
                List.of(
                        load.name(),
                        a.cpuMicros(),
                        a.perSecond(),
                        b.cpuMicros(),
                        b.perSecond(),
                        b.cpuMicros() / a.cpuMicros(),
                        b.failures() == 0 ? "" : "  FAILED " + b.failures() + ": " + failure));
    }

    private static void print(String format, List<Object> values) {
        System.out.println(String.format(Locale.ROOT, format, values.toArray()));
    }
}
