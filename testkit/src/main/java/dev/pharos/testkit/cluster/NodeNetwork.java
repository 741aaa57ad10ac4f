package dev.pharos.testkit.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network on this machine with a namespace for each node, in which the way from one node to
 * another can be cut, in one direction or in both. Whoever asks the nodes from outside is never cut
 * off.
 *
 * <p>A cut is a wrong hardware address for a neighbour: what is sent leaves, and nobody takes it,
 * as behind a broken cable. Limit: takes the rights to make namespaces, and the tool {@code ip};
 * {@link #possible} tells.
 */
public final class NodeNetwork implements AutoCloseable {
    private static final String NOBODY = "02:00:00:00:00:99";
    private static final int OUTSIDE = 254;

    private final String name;
    private final String prefix;
    private final int size;

    private NodeNetwork(String name, String prefix, int size) {
        this.name = name;
        this.prefix = prefix;
        this.size = size;
    }

    /** Whether this process may make one. */
    public static boolean possible() {
        String probe = "pharos-probe-" + ProcessHandle.current().pid();
        try {
            return said("ip", "netns", "add", probe).status == 0
                    && said("ip", "netns", "del", probe).status == 0;
        } catch (UncheckedIOException _) {
            return false; // there is no such tool
        }
    }

    /** A network of so many namespaces, the addresses of which nobody else on this machine has. */
    public static NodeNetwork of(int size) {
        int third = (int) (ProcessHandle.current().pid() % 250);
        NodeNetwork network = new NodeNetwork("ph" + third, "10.213." + third + ".", size);
        network.close(); // what a run has left that was cut off
        network.make();
        return network;
    }

    /** How many nodes have a place in it. */
    public int size() {
        return size;
    }

    /** The address of a node. */
    public String address(int node) {
        return prefix + (node + 1);
    }

    /** What stands before a command so that it runs where that node is. */
    public List<String> inside(int node) {
        return List.of("ip", "netns", "exec", namespace(node));
    }

    /** From now on nothing that one node sends reaches the other. */
    public void cut(int from, int to) {
        in(
                from,
                "neigh",
                "replace",
                address(to),
                "lladdr",
                NOBODY,
                "dev",
                "eth0",
                "nud",
                "permanent");
    }

    /** From now on all reach each other. */
    public void heal() {
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                if (from != to) {
                    said(inside(from, "neigh", "del", address(to), "dev", "eth0"));
                }
            }
        }
    }

    private void make() {
        run("ip", "link", "add", name, "type", "bridge");
        run("ip", "addr", "add", prefix + OUTSIDE + "/24", "dev", name);
        run("ip", "link", "set", name, "up");
        for (int node = 0; node < size; node++) {
            String outer = name + "v" + node;
            run("ip", "netns", "add", namespace(node));
            run(
                    "ip",
                    "link",
                    "add",
                    outer,
                    "type",
                    "veth",
                    "peer",
                    "name",
                    "eth0",
                    "netns",
                    namespace(node));
            run("ip", "link", "set", outer, "master", name, "up");
            in(node, "addr", "add", address(node) + "/24", "dev", "eth0");
            in(node, "link", "set", "eth0", "up");
            in(node, "link", "set", "lo", "up");
        }
    }

    private String namespace(int node) {
        return name + "n" + node;
    }

    private List<String> inside(int node, String... words) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", namespace(node)));
        command.addAll(List.of(words));
        return command;
    }

    private void in(int node, String... words) {
        run(inside(node, words).toArray(String[]::new));
    }

    /** Takes away what was made; nodes in it must have ended. */
    @Override
    public void close() {
        IntStream.range(0, size).forEach(node -> said("ip", "netns", "del", namespace(node)));
        said("ip", "link", "del", name);
    }

    private static void run(String... command) {
        Said said = said(command);
        if (said.status != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + said.text);
        }
    }

    private record Said(int status, String text) {}

    private static Said said(List<String> command) {
        return said(command.toArray(String[]::new));
    }

    private static Said said(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            byte[] text = process.getInputStream().readAllBytes();
            return new Said(
                    process.onExit().join().exitValue(),
                    new String(text, StandardCharsets.UTF_8).strip());
        } catch (IOException failure) {
            throw new UncheckedIOException(String.join(" ", command), failure);
        }
    }
}
