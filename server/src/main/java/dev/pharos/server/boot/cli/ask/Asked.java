package dev.pharos.server.boot.cli.ask;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.boot.host.DataFolder;
import dev.pharos.server.front.wire.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which node is asked: never another than the one that is meant. */
public final class Asked {
    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            description = "The node to ask; without it the one that runs on the data folder.")
    private String server = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder of the node to ask; without it that of this folder.")
    private Path data = Path.of("");

    /**
     * The node that is meant.
     *
     * @throws NodeClient.NobodyException in one line, when there is none
     */
    public NodeClient node() throws IOException {
        if (isNamed()) {
            return NodeClient.named(server);
        }
        Path folder = data();
        return DataFolder.asked(folder)
                .map(NodeClient::new)
                .orElseThrow(
                        () ->
                                new NodeClient.NobodyException(
                                        "no node runs on "
                                                + folder.toAbsolutePath().normalize()
                                                + " (start it, or name another with --server"
                                                + " HOST:PORT or --data DIR)"));
    }

    /** The data folder of the node that is meant, if it is of this machine. */
    public Path data() {
        return data.toString().isEmpty() ? Folder.usual() : data;
    }

    /** Whether somebody has said at which address. */
    public boolean isNamed() throws IOException {
        if (!server.isEmpty() && !data.toString().isEmpty()) {
            throw new IOException("--server and --data name a node each (expected: one of them)");
        }
        return !server.isEmpty();
    }

    /** Objects as a node has told them. */
    public static byte[] array(List<JsonObject> objects) {
        return objects.stream()
                .map(JsonObject::json)
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(UTF_8);
    }
}
