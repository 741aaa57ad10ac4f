package dev.pharos.testkit.cluster;

import dev.pharos.testkit.cluster.NodeProcess.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Several nodes on this machine that are one cluster, each a process, at ports side by side. */
public final class NodeCluster implements AutoCloseable {
    /** An election takes a second; a busy machine takes its time. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int PORT = 8848;

    private final List<NodeProcess> nodes;

    private NodeCluster(List<NodeProcess> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /**
     * Starts nodes without data on this machine's loopback address, all at once, and waits until
     * one leads and all take durable writes. Fails: when that is not so within a minute.
     *
     * @param folder in which each node has one of its own
     * @param options further options of each command line
     */
    public static NodeCluster start(Path folder, int size, String... options) {
        return startWith(Collections.nCopies(size, List.of()), folder, options);
    }

    /**
     * As the other.
     *
     * @param flags further flags of each node's JVM
     */
    public static NodeCluster startWith(List<List<String>> flags, Path folder, String... options) {
        int first = FreePorts.forNodes(flags.size());
        return start(
                folder,
                IntStream.range(0, flags.size())
                        .mapToObj(i -> Site.loopback(first + i).with(flags.get(i)))
                        .toList(),
                options);
    }

    /** As the other, each node in a namespace of the network; the port is the same everywhere. */
    public static NodeCluster start(Path folder, NodeNetwork network, String... options) {
        return start(
                folder,
                IntStream.range(0, network.size())
                        .mapToObj(
                                i ->
                                        new Site(
                                                network.address(i),
                                                PORT,
                                                network.inside(i),
                                                List.of()))
                        .toList(),
                options);
    }

    private static NodeCluster start(Path folder, List<Site> sites, String... options) {
        String list =
                sites.stream()
                        .map(site -> site.host() + ":" + site.port())
                        .collect(Collectors.joining(","));
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--set", "nacos.standalone=false"));
        all.addAll(List.of("--set", "nacos.member.list=" + list));
        List<NodeProcess> nodes = new ArrayList<>();
        for (Site site : sites) {
            Path own = folder.resolve("node" + (nodes.size() + 1));
            nodes.add(NodeProcess.launch(own, site, all));
        }
        NodeCluster cluster = new NodeCluster(nodes);
        try {
            nodes.forEach(NodeProcess::awaitReady);
            cluster.awaitLeader();
            nodes.forEach(NodeCluster::awaitMember);
            return cluster;
        } catch (AssertionError | RuntimeException failure) {
            cluster.close();
            throw failure;
        }
    }

    private static void awaitMember(NodeProcess node) {
        try (Curl curl = new Curl(node.address())) {
            Awaitility.await(node.address() + " is a member")
                    .atMost(PATIENCE)
                    .until(curl::takesPart);
        }
    }

    /** All of them, running or not, in the order of their ports. */
    public List<NodeProcess> nodes() {
        return nodes;
    }

    /** Those whose process runs. */
    public List<NodeProcess> running() {
        return nodes.stream().filter(NodeProcess::isRunning).toList();
    }

    /** Waits until all that run see the same one lead, and says which. */
    public NodeProcess awaitLeader() {
        return Awaitility.await("one leader, seen by all")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(this::findLeader, Optional::isPresent)
                .orElseThrow();
    }

    /** Any that runs and does not lead. */
    public NodeProcess follower() {
        NodeProcess leader = awaitLeader();
        return running().stream().filter(node -> node != leader).findFirst().orElseThrow();
    }

    private Optional<NodeProcess> findLeader() {
        List<Curl> asked = running().stream().map(node -> new Curl(node.address())).toList();
        try {
            Optional<String> leader = Roles.leaderSeenByAll(asked);
            return running().stream()
                    .filter(node -> leader.equals(Optional.of(node.address())))
                    .findFirst();
        } finally {
            asked.forEach(Curl::close);
        }
    }

    /** Kills those that still run. */
    @Override
    public void close() {
        nodes.forEach(NodeProcess::close);
    }
}
