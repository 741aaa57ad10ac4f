package dev.pharos.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.bench.line.HttpLine;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/** So many callers of a node, each with one request under way. */
record Writers(EventLoopGroup loops, int port, int count) {
    /** Until it is over; returns how many were answered. */
    int send(IntFunction<byte[]> requests, BooleanSupplier over) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(count);
        List<HttpLine> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            HttpLine line = new HttpLine(loops, port);
            lines.add(line);
            new Writer(line, requests, over, next, done, ended).again();
        }
        ended.await();
        lines.forEach(HttpLine::close);
        return done.get();
    }

    private record Writer(
            HttpLine line,
            IntFunction<byte[]> requests,
            BooleanSupplier over,
            AtomicInteger next,
            AtomicInteger done,
            CountDownLatch ended) {
        void again() {
            if (over.getAsBoolean()) {
                ended.countDown();
            } else {
                line.send(requests.apply(next.getAndIncrement()), this::arrived);
            }
        }

        private void arrived(int status, byte[] body) {
            if (status == 200) {
                done.incrementAndGet();
                again();
            } else {
                System.err.println(status + " " + new String(body, UTF_8));
                ended.countDown();
            }
        }
    }
}
