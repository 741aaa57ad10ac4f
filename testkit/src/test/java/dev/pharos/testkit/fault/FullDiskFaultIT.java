package dev.pharos.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.testkit.cluster.NodeProcess;
import dev.pharos.testkit.cluster.Operator;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A disk that is full: what needs it is refused with the reason, and goes on when there is room.
 */
@Timeout(180)
final class FullDiskFaultIT {
    private static final Path TARGET = Path.of("target", "full").toAbsolutePath();
    private static final String BACKUP = "/v1/pharos/backup";
    private static final String CONTENT = "x".repeat(8 << 10);
    private static final String INSTANCE = "/v1/ns/instance";

    @Test
    void writesAreRefusedUntilThereIsRoomAndTheRestGoesOn() throws Exception {
        Path logs = TARGET.resolve("log");
        try (SmallDisk disk = SmallDisk.at(TARGET.resolve("disk"), 64);
                NodeProcess node =
                        NodeProcess.start(
                                disk.folder().resolve("node"), "--set", "pharos.logs=" + logs);
                ConfigCalls calls = new ConfigCalls(node)) {
            assertThat(calls.publish("before", CONTENT)).isTrue();
            long pid = node.pid();

            disk.leave(8);
            assertThat(calls.post("/v1/cs/configs?group=g&dataId=first&content=y"))
                    .as("at once, with the reason")
                    .contains("no space left for ", "make room");
            assertThat(calls.read("before")).isEqualTo(CONTENT);
            assertThat(calls.post(INSTANCE + "?serviceName=s&ip=10.0.0.1&port=80")).isEqualTo("ok");
            assertThat(calls.get(INSTANCE + "/list?serviceName=s")).contains("10.0.0.1");
            assertThat(calls.post("/v1/cs/configs?group=g&dataId=a&content=b"))
                    .contains("no space left for ");
            expectToldOf(node, calls);

            disk.makeRoom();
            awaitWrites(calls);
            assertThat(calls.get("/actuator/health")).isEqualTo("{\"status\":\"UP\"}");
            assertThat(calls.get("/v1/console/health/readiness")).isEqualTo("OK");
            assertThat(calls.get("/v1/cs/health")).isEqualTo("UP");
            assertThat(calls.get("/actuator/prometheus"))
                    .containsPattern("nacos_exception_total\\{.*\"disk\"} [1-9]");
            assertThat(node.pid()).isEqualTo(pid);
            expectLogged(logs.resolve("naming-raft.log"));
            node.kill();
            node.restart();
            assertThat(calls.read("before")).isEqualTo(CONTENT);
            assertThat(calls.read("after")).isEqualTo("it");
        }
    }

    /** A line when it stopped, and one when it went on. */
    private static void expectLogged(Path log) {
        await().untilAsserted(
                        () ->
                                assertThat(log)
                                        .content()
                                        .containsSubsequence(
                                                "no durable write is taken: no space left for ",
                                                "durable writes are taken again: "));
    }

    /** It is ready for what it does, and says what it does not. */
    private static void expectToldOf(NodeProcess node, ConfigCalls calls) throws Exception {
        assertThat(calls.get("/v1/console/health/readiness"))
                .startsWith("OK for reads and ephemeral instances; takes no durable writes: no ");
        assertThat(calls.get("/actuator/health"))
                .startsWith("{\"status\":\"DEGRADED\",")
                .contains("\"durable\":{\"status\":\"DOWN\",\"details\":{\"cause\":\"no space")
                .contains("make room");
        assertThat(calls.get("/v1/cs/health")).startsWith("DOWN:no space left for ");
        assertThat(calls.get("/actuator/health/durable")).startsWith("{\"status\":\"DOWN\",");
        String data = node.folder().resolve("data").toString();
        assertThat(Operator.types("status", "--data", data).text())
                .containsPattern("up +no +standalone")
                .contains("no durable writes are taken: no space left for ");
        assertThat(Operator.types("status", "--data", data).status()).isZero();
        assertThat(Operator.types("status", "--durable", "--data", data).status()).isEqualTo(1);
    }

    /**
     * A snapshot that finds the disk full after so many pages, whatever it writes then: the state,
     * or what the Raft library says of it.
     */
    @Test
    void aSnapshotThatFillsTheDiskIsOnlyASnapshotLess() throws Exception {
        String logs = TARGET.resolve("logs").toString();
        try (SmallDisk disk = SmallDisk.at(TARGET.resolve("disk2"), 64);
                NodeProcess node =
                        NodeProcess.start(
                                disk.folder().resolve("node"), "--set", "pharos.logs=" + logs);
                ConfigCalls calls = new ConfigCalls(node)) {
            int made = 0;
            int failed = 0;
            for (int pages = 0; made < 3; pages++) {
                // So that there is something new, and none is left out; it also gives the log room.
                assertThat(calls.publish("k", CONTENT + pages)).isTrue();
                disk.leave(pages);
                String answer = calls.post(BACKUP);
                if (answer.contains("the snapshot failed")) {
                    failed++;
                } else {
                    assertThat(answer).startsWith("PHAROSBK");
                    made++;
                }
                disk.makeRoom();
                awaitWrites(calls);
            }
            assertThat(failed).as("pages that a snapshot takes").isGreaterThan(2);
            node.kill();
            node.restart();
            assertThat(calls.read("after")).isEqualTo("it");
        }
    }

    private static void awaitWrites(ConfigCalls calls) {
        await().atMost(Duration.ofSeconds(60)).until(() -> calls.publish("after", "it"));
    }
}
