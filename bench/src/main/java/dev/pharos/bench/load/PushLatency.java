package dev.pharos.bench.load;

import dev.pharos.bench.line.GrpcLine;
import dev.pharos.bench.line.Line;
import dev.pharos.bench.line.Requests;
import dev.pharos.bench.line.Wire;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** From the start of a registration to the push that shows it, or a later one, to a subscriber. */
record PushLatency(double p50Millis, double p99Millis, int awaited, int arrived) {
    private static final int SUBSCRIBERS = 20;
    private static final int WARM_UP_ROUNDS = 10;
    private static final long ROUND_MILLIS = 200;

    static PushLatency measure(EventLoopGroup loops, Target target, int measured) throws Exception {
        return measure(loops, target, target, measured);
    }

    /** Registered at one server, and subscribed to at another. */
    static PushLatency measure(
            EventLoopGroup loops, Target registered, Target subscribed, int measured)
            throws Exception {
        int rounds = WARM_UP_ROUNDS + measured;
        AtomicLongArray sentAt = new AtomicLongArray(rounds);
        ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
        List<GrpcLine> lines = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            Watch watch = new Watch(sentAt, new AtomicInteger(WARM_UP_ROUNDS), nanos);
            GrpcLine line = GrpcLine.open(loops, subscribed.grpcPort(), watch::pushed);
            lines.add(line);
            line.ask(Requests.subscribe("push"));
        }
        GrpcLine registrar = GrpcLine.open(loops, registered.grpcPort(), _ -> {});
        lines.add(registrar);
        for (int round = 0; round < rounds; round++) {
            sentAt.set(round, System.nanoTime());
            registrar.ask(Requests.register("push", "10.5.0.1", 8080, round));
            TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS);
        }
        TimeUnit.SECONDS.sleep(1);
        lines.forEach(Line::close);
        List<Double> sorted = nanos.stream().sorted().map(n -> n / 1e6).toList();
        int last = sorted.size() - 1;
        return new PushLatency(
                last < 0 ? -1 : sorted.get(last / 2),
                last < 0 ? -1 : sorted.get(last * 99 / 100),
                SUBSCRIBERS * measured,
                sorted.size());
    }

    /** One subscriber: which round it has to see next, and how long each has taken. */
    private record Watch(AtomicLongArray sentAt, AtomicInteger next, Queue<Long> nanos) {
        void pushed(byte[] push) {
            String version = Wire.quotedAfter(push, "\"v\":\"");
            int round = version.isEmpty() ? -1 : Integer.parseInt(version);
            long now = System.nanoTime();
            while (next.get() <= round) {
                nanos.add(now - sentAt.get(next.getAndIncrement()));
            }
        }
    }
}
