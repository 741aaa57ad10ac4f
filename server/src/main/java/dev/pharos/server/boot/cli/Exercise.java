package dev.pharos.server.boot.cli;

import dev.pharos.server.boot.cli.ask.NodeClient;
import java.io.IOException;
import java.util.Map;

/**
 * What is done to a node while the cache of its classes is made, so that it learns what nodes do
 * most: configurations and instances come, change, and are read. No command; {@code ./pharos} calls
 * it.
 */
final class Exercise {
    private static final int TIMES = 3_000;
    private static final int NAMES = 500;

    /** After so many configurations there is one of everything else. */
    private static final int ELSE = 10;

    private static final String GROUP = "DEFAULT_GROUP";
    private static final String TEXT = "0123456789abcdef".repeat(64);
    private static final String INSTANCE = "/v1/ns/instance";

    private final NodeClient node;

    Exercise(NodeClient node) {
        this.node = node;
    }

    /** {@code HOST:PORT} of a node that may forget what it has. */
    public static void main(String[] arguments) throws IOException {
        new Exercise(NodeClient.named(arguments[0])).run(TIMES);
    }

    void run(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            String dataId = "exercise-" + i % NAMES;
            send(
                    ConfigCommand.CONFIGS,
                    Map.of("dataId", dataId, "group", GROUP, "content", i + TEXT));
            if (i % ELSE == 0) {
                require(node.find(ConfigCommand.CONFIGS, Map.of("dataId", dataId, "group", GROUP)));
                instance(i);
            }
        }
    }

    private void instance(int i) throws IOException {
        boolean ephemeral = i % (2 * ELSE) == 0;
        String name = (ephemeral ? "exercise-" : "exercise-kept-") + i % NAMES;
        Map<String, String> which = Map.of("serviceName", name);
        send(
                INSTANCE,
                Map.of(
                        "serviceName",
                        name,
                        "ip",
                        "10.0.0." + i / ELSE % 250,
                        "port",
                        "8080",
                        "ephemeral",
                        String.valueOf(ephemeral)));
        require(node.find(INSTANCE + "/list", which));
    }

    private void send(String path, Map<String, String> form) throws IOException {
        require(node.send(path, Map.of(), form));
    }

    private void require(NodeClient.Answer answer) throws IOException {
        if (!answer.good()) {
            throw node.refused(answer);
        }
    }
}
