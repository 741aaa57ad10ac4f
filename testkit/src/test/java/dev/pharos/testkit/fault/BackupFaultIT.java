package dev.pharos.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.testkit.cluster.NodeProcess;
import dev.pharos.testkit.cluster.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup holds what was acknowledged, of one moment, and says so when it is damaged. */
@Order(1)
final class BackupFaultIT {
    private static final Path NODE = Path.of("target", "backup", "node").toAbsolutePath();
    private static final int BEFORE = 300;
    private static final String INSTANCE = "/v1/ns/instance";

    private static final int IN_THE_FIRST_RECORD = 50;

    @TempDir private Path folder;

    @Test
    void whatWasAcknowledgedComesBackFromABackupTakenUnderLoad() throws Exception {
        Path file = folder.resolve("under-load.backup");
        try (NodeProcess node = NodeProcess.start(NODE);
                ConfigCalls calls = new ConfigCalls(node)) {
            for (int i = 0; i < BEFORE; i++) {
                assertThat(calls.publish("k" + i, "v" + i)).isTrue();
            }
            String orders = "?serviceName=orders&ip=10.0.0.1&port=80&ephemeral=false";
            assertThat(calls.post(INSTANCE + orders)).isEqualTo("ok");
            backUpUnderLoad(calls, file);
            node.kill();

            String verified = said(0, "restore", file.toString(), "--verify", "--json");
            long configs = number(verified, "configurations");
            assertThat(number(verified, "revision")).as("one moment").isEqualTo(configs);
            assertThat(configs).isGreaterThanOrEqualTo(BEFORE);
            assertThat(number(verified, "instances")).isOne();

            assertThat(said(2, "restore", file.toString(), "--data", data())).contains("--force");
            said(0, "restore", file.toString(), "--data", data(), "--force");
            node.restart();
            for (int i = 0; i < BEFORE; i++) {
                assertThat(calls.read("k" + i)).isEqualTo("v" + i);
            }
            String found = calls.get(INSTANCE + "/list?serviceName=orders");
            assertThat(found).contains("10.0.0.1");
            assertThat(calls.publish("after", "it")).isTrue();
            node.kill();
            node.restart();
            assertThat(calls.read("after")).isEqualTo("it");
            node.stop();
            assertThat(number(said(0, backup("still.backup")), "configurations"))
                    .as("read from the folder of a node that does not run")
                    .isEqualTo(configs + 1);
        }
        try (Stream<Path> inside = Files.list(Path.of(data()))) {
            assertThat(inside.map(path -> path.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("before-restore-"));
        }
    }

    @Test
    void damageIsNoticedWhereverItIs() throws Exception {
        Path file = folder.resolve("whole.backup");
        Path home = NODE.resolveSibling("damaged");
        try (NodeProcess node = NodeProcess.start(home);
                ConfigCalls calls = new ConfigCalls(node)) {
            assertThat(calls.publish("a", "b")).isTrue();
            said(0, "backup", file.toString(), "--data", home.resolve("data").toString());
        }
        byte[] whole = Files.readAllBytes(file);
        Path damaged = folder.resolve("damaged.backup");
        for (int at : List.of(0, 9, 20, 40, whole.length / 2, whole.length - 1)) {
            byte[] bytes = whole.clone();
            bytes[at] ^= 1;
            Files.write(damaged, bytes);
            said(2, "restore", damaged.toString(), "--verify");
        }
        Files.write(damaged, Arrays.copyOf(whole, whole.length - 1));
        assertThat(said(2, "restore", damaged.toString(), "--verify")).contains("too early");
        assertThat(said(2, "restore", folder.resolve("none").toString())).contains("no file");
        assertThat(said(0, "restore", file.toString(), "--verify")).contains("whole:");
    }

    /** A sealed file of the past is read only when somebody asks for a row of it. */
    @Test
    void damageOfThePastIsNoticedWhenItIsBackedUp() throws Exception {
        Path file = folder.resolve("past.backup");
        Path home = NODE.resolveSibling("past");
        String data = home.resolve("data").toString();
        try (NodeProcess node = NodeProcess.start(home);
                ConfigCalls calls = new ConfigCalls(node)) {
            assertThat(calls.publish("a", "first")).isTrue();
            assertThat(calls.publish("a", "second")).isTrue();
            said(0, "backup", file.toString(), "--data", data);
            said(0, "restore", file.toString(), "--verify");

            Path past = home.resolve("data/raft/history/history-000000000000000001");
            byte[] bytes = Files.readAllBytes(past);
            bytes[IN_THE_FIRST_RECORD] ^= 1;
            Files.write(past, bytes);
            String told = "1 of 2 history rows cannot be read, the first is 1 of ";
            assertThat(said(2, "backup", file.toString(), "--data", data)).contains(told);
            assertThat(said(2, "restore", file.toString(), "--verify")).contains(told);
        }
        said(0, "restore", file.toString(), "--data", data, "--force");
    }

    private void backUpUnderLoad(ConfigCalls calls, Path file) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger number = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers =
                    Stream.<Future<?>>generate(
                                    () ->
                                            threads.submit(
                                                    () -> {
                                                        while (!over.get()) {
                                                            int i = number.incrementAndGet();
                                                            calls.publish("more" + i, "x");
                                                        }
                                                        return null;
                                                    }))
                            .limit(8)
                            .toList();
            said(0, "backup", file.toString(), "--data", data());
            over.set(true);
            for (Future<?> writer : writers) {
                writer.get(30, TimeUnit.SECONDS);
            }
        }
    }

    private String[] backup(String name) {
        return new String[] {"backup", folder.resolve(name).toString(), "--data", data(), "--json"};
    }

    private static String data() {
        return NODE.resolve("data").toString();
    }

    private static String said(int status, String... words) throws IOException {
        Operator.Said said = Operator.types(words);
        assertThat(said.status()).as(said.text()).isEqualTo(status);
        return said.text();
    }

    private static long number(String json, String member) {
        Matcher found = Pattern.compile("\"" + member + "\":(\\d+)").matcher(json);
        assertThat(found.find()).as(json).isTrue();
        return Long.parseLong(found.group(1));
    }
}
