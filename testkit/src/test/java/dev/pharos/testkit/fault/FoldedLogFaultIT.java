package dev.pharos.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.testkit.cluster.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The log does not grow with what is written, but stays about what the state and a bound are. */
final class FoldedLogFaultIT {
    private static final Path NODE = Path.of("target", "folded", "node").toAbsolutePath();
    private static final int WRITERS = 8;
    private static final int WRITES_EACH = 400;
    private static final String CONTENT = "x".repeat(32 << 10);

    /** Two snapshots' worth and two segments of 16 MB, and something for what is under way. */
    private static final long LOG_MAX_BYTES = 48L << 20;

    @Test
    void aLongLoopOfPublishesLeavesABoundedFolder() throws Exception {
        try (NodeProcess node = NodeProcess.start(NODE, "--set", "pharos.snapshot.size=4MB");
                ConfigCalls calls = new ConfigCalls(node)) {
            publishAll(calls);
            assertThat(bytes(NODE.resolve("data/raft/log")))
                    .as("log after %s MB of content", (WRITERS * WRITES_EACH) >> 5)
                    .isLessThan(LOG_MAX_BYTES);
            assertThat(bytes(NODE.resolve("data/raft/snapshots"))).isPositive();
            assertThat(told("snapshot taken index=")).isGreaterThan(5);

            node.kill();
            node.restart();
            assertThat(told("snapshot loaded index=")).isOne();
            for (int writer = 0; writer < WRITERS; writer++) {
                assertThat(calls.read("w" + writer)).endsWith(String.valueOf(WRITES_EACH - 1));
            }
        }
    }

    private static void publishAll(ConfigCalls calls) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                writers.add(
                        threads.submit(
                                () -> {
                                    for (int n = 0; n < WRITES_EACH; n++) {
                                        assertThat(calls.publish("w" + writer, CONTENT + n))
                                                .isTrue();
                                    }
                                    return null;
                                }));
            }
            for (Future<?> writer : writers) {
                writer.get(120, TimeUnit.SECONDS);
            }
        }
    }

    private static long told(String line) throws IOException {
        try (Stream<String> lines = Files.lines(NODE.resolve("data/logs/naming-raft.log"))) {
            return lines.filter(each -> each.contains(line)).count();
        }
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }
}
