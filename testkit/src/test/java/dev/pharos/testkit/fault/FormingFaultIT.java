package dev.pharos.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.testkit.cluster.Curl;
import dev.pharos.testkit.cluster.NodeCluster;
import dev.pharos.testkit.cluster.NodeProcess;
import dev.pharos.testkit.cluster.Operator;
import dev.pharos.testkit.cluster.Roles;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Nodes as processes, and what becomes of their cluster when they go and come back. */
@Order(1)
final class FormingFaultIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void whatWasAcknowledgedIsThereAgainAfterAllWereKilledAndOneWasEmptied() throws Exception {
        try (NodeCluster cluster = NodeCluster.start(Path.of("target", "forming", "three"), 3)) {
            NodeProcess first = cluster.nodes().getFirst();
            publish(cluster.follower(), "kept", "one");
            persist(cluster.follower());
            awaitRead(first, "kept", "one");
            await().atMost(PATIENCE).until(() -> instances(first).contains("\"port\":3"));
            cluster.nodes().forEach(NodeProcess::kill);

            first.restart();
            assertThat(read(first, "kept").body()).as("as it was shown before").isEqualTo("one");
            assertThat(instances(first)).contains("\"port\":1", "\"port\":2", "\"port\":3");
            assertThat(read(first, "none").statusCode()).as("it cannot know").isEqualTo(503);
            assertThat(read(first, "none").body()).contains("1 of 3 reached, 2 needed");

            cluster.nodes().stream().skip(1).forEach(NodeProcess::restart);
            cluster.awaitLeader();
            cluster.nodes().forEach(node -> awaitRead(node, "kept", "one"));

            NodeProcess emptied = cluster.follower();
            wipe(emptied);
            try (Onlooker onlooker = Onlooker.of(emptied.address())) {
                emptied.restart();
                awaitRead(emptied, "kept", "one");
                await().atMost(PATIENCE).until(() -> onlooker.said().contains("3 instances"));
                assertThat(onlooker.said())
                        .as("it does not know yet, or shows all")
                        .isSubsetOf(Onlooker.UNKNOWN, "one", "3 instances");
            }
            await().atMost(PATIENCE)
                    .until(() -> roles(emptied).of(emptied.address()).role().equals("FOLLOWER"));
            assertThat(roles(emptied).peers()).hasSize(3);
            publish(emptied, "kept", "two");
            cluster.nodes().forEach(node -> awaitRead(node, "kept", "two"));
        }
    }

    @Test
    void aNodeAloneWithDataGrowsIntoACluster() throws Exception {
        Path folder = Path.of("target", "forming", "grown");
        Path settings = standalone(folder);
        String[] options = {"--conf", settings.toString()};
        try (NodeProcess filled = NodeProcess.start(folder.resolve("filled"), options);
                NodeProcess empty = NodeProcess.start(folder.resolve("empty"), options)) {
            publish(filled, "grown", "one");
            filled.stop();
            wipe(empty);
            Files.writeString(
                    settings,
                    "nacos.standalone=false\nnacos.member.list="
                            + filled.address()
                            + ","
                            + empty.address());

            empty.restart();
            assertThat(send(empty, "POST", "early", "x").statusCode()).isEqualTo(503);
            assertThat(send(empty, "POST", "early", "x").body())
                    .contains("1 of 2 nodes are here, missing " + filled.address());
            assertThat(read(empty, "grown").statusCode()).as("it cannot know").isEqualTo(503);
            assertThat(read(empty, "grown").body())
                    .contains("1 of 2 nodes are here, missing " + filled.address());
            filled.restart();

            awaitRead(empty, "grown", "one");
            publish(empty, "grown", "two");
            awaitRead(filled, "grown", "two");
        }
    }

    @Test
    void aSecretThatWasMadeAtTheFoundingIsHandedOnByTheOperatorAlone() throws Exception {
        Path folder = Path.of("target", "forming", "secret");
        Path settings = standalone(folder);
        String[] options = {"--conf", settings.toString()};
        try (NodeProcess first = NodeProcess.start(folder.resolve("first"), options);
                NodeProcess second = NodeProcess.start(folder.resolve("second"), options)) {
            publish(first, "kept", "one");
            first.stop();
            wipe(second);
            String list = first.address() + "," + second.address();
            String cluster = "nacos.standalone=false\nnacos.member.list=" + list + "\n";
            Files.writeString(settings, cluster + "pharos.cluster.secret=generate");

            first.restart();
            second.restart();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(send(second, "POST", "kept", "x").body())
                                            .contains("asks for the secret of its cluster"));
            second.kill();

            String data = first.folder().resolve("data").toString();
            Operator.Said token = Operator.types("cluster", "token", "--data", data);
            assertThat(token.text()).matches("pharos\\.cluster\\.secret=[0-9a-f]{48}");
            Files.writeString(settings, cluster + token.text());
            second.restart();
            awaitRead(second, "kept", "one");
            publish(second, "kept", "two");
            awaitRead(first, "kept", "two");
        }
    }

    private static void publish(NodeProcess node, String id, String content) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(send(node, "POST", id, content).body()).isEqualTo("true"));
    }

    /** Three persistent instances of one service. */
    private static void persist(NodeProcess node) {
        try (Curl curl = new Curl(node.address())) {
            for (String port : List.of("1", "2", "3")) {
                String[] instance = {
                    "serviceName", "kept", "ip", "10.0.0.1", "port", port, "ephemeral", "false"
                };
                assertThat(curl.ask("POST", "/v1/ns/instance", instance)).isEqualTo("ok");
            }
        }
    }

    private static String instances(NodeProcess node) {
        try (Curl curl = new Curl(node.address())) {
            return curl.instances("kept");
        }
    }

    private static void awaitRead(NodeProcess node, String id, String content) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(read(node, id).body()).isEqualTo(content));
    }

    private static HttpResponse<String> read(NodeProcess node, String id) {
        return send(node, "GET", id, "");
    }

    private static HttpResponse<String> send(
            NodeProcess node, String method, String id, String content) {
        try (Curl curl = new Curl(node.address())) {
            return curl.send(
                    method, "/v1/cs/configs", "dataId", id, "group", "g", "content", content);
        }
    }

    private static Roles roles(NodeProcess node) {
        try (Curl curl = new Curl(node.address())) {
            return Roles.seenBy(curl);
        }
    }

    /** The settings of nodes that begin alone, in a file of this folder. */
    private static Path standalone(Path folder) throws IOException {
        Path settings = Files.createDirectories(folder).resolve("node.properties");
        return Files.writeString(settings.toAbsolutePath(), "nacos.standalone=true");
    }

    /** It is killed, and all that it kept is gone. */
    private static void wipe(NodeProcess node) throws IOException {
        node.kill();
        delete(node.folder().resolve("data"));
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> inside = Files.walk(folder)) {
            all = inside.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
