package dev.pharos.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.bench.line.GrpcLine;
import dev.pharos.bench.line.HttpLine;
import dev.pharos.bench.line.Line;
import dev.pharos.bench.line.Wire;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** A closed loop: each lane sends its next request when the last one was answered. */
final class Loop {
    private static final int HTTP_LINES = 16;
    private static final int GRPC_LINES = 8;
    private static final int GRPC_IN_FLIGHT = 4;

    private final EventLoopGroup loops;
    private final Target target;
    private final Load load;
    private final LongAdder done = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final AtomicReference<String> firstFailure = new AtomicReference<>("");
    private final AtomicBoolean stopped = new AtomicBoolean();

    Loop(EventLoopGroup loops, Target target, Load load) {
        this.loops = loops;
        this.target = target;
        this.load = load;
    }

    Sample run(int warmUpSeconds, int seconds) throws Exception {
        List<Line> owners = lines(load.grpc() ? Load.HOSTS : 1);
        List<Line> lines = lines(load.grpc() ? GRPC_LINES : HTTP_LINES);
        try {
            sendBefore(owners);
            int lanes = lines.size() * (load.grpc() ? GRPC_IN_FLIGHT : 1);
            for (int lane = 0; lane < lanes; lane++) {
                new Lane(lines.get(lane % lines.size()), lane, lanes).next();
            }
            TimeUnit.SECONDS.sleep(warmUpSeconds);
            return window(seconds);
        } finally {
            stopped.set(true);
            TimeUnit.MILLISECONDS.sleep(200);
            lines.forEach(Line::close);
            owners.forEach(Line::close);
        }
    }

    String firstFailure() {
        return firstFailure.get();
    }

    private Sample window(int seconds) throws InterruptedException {
        long doneBefore = done.sum();
        long failedBefore = failures.sum();
        double cpuBefore = ProcessFigures.cpuSeconds(target.pid());
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        double took = (System.nanoTime() - start) / 1e9;
        double cpu = ProcessFigures.cpuSeconds(target.pid()) - cpuBefore;
        long count = Math.max(1, done.sum() - doneBefore);
        return new Sample(count / took, cpu * 1e6 / count, failures.sum() - failedBefore);
    }

    private List<Line> lines(int count) throws Exception {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(
                    load.grpc()
                            ? GrpcLine.open(loops, target.grpcPort(), _ -> {})
                            : new HttpLine(loops, target.httpPort()));
        }
        return lines;
    }

    private void sendBefore(List<Line> owners) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(load.before().size());
        for (int i = 0; i < owners.size(); i++) {
            sendNext(owners.get(i), new AtomicInteger(i), owners.size(), left);
        }
        if (!left.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException(load.name() + ": the set-up took more than 60 s");
        }
    }

    private void sendNext(Line line, AtomicInteger next, int step, CountDownLatch left) {
        int index = next.getAndAdd(step);
        if (index < load.before().size()) {
            line.send(
                    load.before().get(index),
                    (_, _) -> {
                        left.countDown();
                        sendNext(line, next, step, left);
                    });
        }
    }

    /** Lanes of one line step over the same requests, so that a line owns what it registers. */
    private final class Lane implements Line.Reply {
        private final Line line;
        private final int step;
        private int index;

        Lane(Line line, int index, int step) {
            this.line = line;
            this.index = index;
            this.step = step;
        }

        void next() {
            if (!stopped.get()) {
                byte[] request = load.requests().get(index % load.requests().size());
                index = (index + step) % load.requests().size();
                line.send(request, this);
            }
        }

        @Override
        public void arrived(int status, byte[] body) {
            if (status == 200 && (target.bare() || Wire.contains(body, load.expected()))) {
                done.increment();
            } else {
                failures.increment();
                firstFailure.compareAndSet("", status + " " + new String(body, UTF_8));
            }
            if (status != 0) {
                next();
            }
        }
    }
}
