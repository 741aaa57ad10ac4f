package dev.pharos.testkit.client;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a client runs: its name, its folder, the properties it is made with.
 *
 * @param name of the process in logs and failures
 * @param folder for its log and all that it keeps on disk; made when absent
 * @param properties the client's own, such as {@code serverAddr}
 */
public record ClientSite(String name, Path folder, Map<String, String> properties) {

    /** Copies the properties, in the order of their keys. */
    public ClientSite {
        properties = Map.copyOf(properties);
    }

    /** A site for a client of the node at that address. */
    public static ClientSite at(String serverAddress, Path folder, String name) {
        return new ClientSite(name, folder.resolve(name), Map.of("serverAddr", serverAddress));
    }

    /** The arguments of a driver, in a stable order. */
    Iterable<String> arguments() {
        return new TreeMap<>(properties)
                .entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList();
    }

    /** The folder {@code testkit/clients}: from the module's folder or from the project's. */
    static Path clients() {
        Path here = Path.of("").toAbsolutePath();
        Path inside = here.resolve("testkit").resolve("clients");
        return inside.toFile().isDirectory() ? inside : here.resolve("clients");
    }
}
