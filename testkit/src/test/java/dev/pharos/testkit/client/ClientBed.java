package dev.pharos.testkit.client;

import dev.pharos.testkit.cluster.Curl;
import dev.pharos.testkit.cluster.NodeProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A node of its own, and the client processes that a test has at it. */
final class ClientBed implements AutoCloseable {
    /** What each client has asked, for whoever looks into a failure. */
    private static final String ACCESS_LOG = "pharos.http.access-log=true";

    private final Path folder;
    private final List<ClientProcess> clients = new ArrayList<>();
    private final NodeProcess node;
    private final Curl curl;

    /**
     * Starts the node.
     *
     * @param settings of the node beside the standard ones, as {@code key=value}
     */
    ClientBed(String name, String... settings) {
        this.folder = Path.of("target", "clients", name);
        this.node = NodeProcess.start(folder.resolve("node"), options(settings));
        this.curl = new Curl(node.address());
        warm();
    }

    /**
     * What a node does for the first time takes seconds on a busy machine, and clients wait three
     * to five: so they are not the first.
     */
    private void warm() {
        String[] instance = {"serviceName", "warm", "ip", "20.18.7.99", "port", "8080"};
        curl.ask("POST", "/v1/ns/instance", instance);
        curl.instances("warm");
        curl.ask("DELETE", "/v1/ns/instance", instance);
        String[] config = {"dataId", "warm", "group", "DEFAULT_GROUP", "content", "warm"};
        curl.ask("POST", "/v1/cs/configs", config);
        curl.ask("GET", "/v1/cs/configs", config);
        curl.ask("DELETE", "/v1/cs/configs", config);
    }

    private static String[] options(String... settings) {
        return Stream.concat(Stream.of(ACCESS_LOG), Stream.of(settings))
                .flatMap(setting -> Stream.of("--set", setting))
                .toArray(String[]::new);
    }

    /** A client of the node, open; it ends with the bed. */
    ClientProcess client(ClientRelease release, String name) {
        ClientSite site = ClientSite.at(node.address(), folder, name);
        ClientProcess client = ClientProcess.start(release, site);
        clients.add(client);
        return client.open();
    }

    NodeProcess node() {
        return node;
    }

    Curl curl() {
        return curl;
    }

    @Override
    public void close() {
        clients.forEach(ClientProcess::close);
        curl.close();
        node.close();
    }
}
