package dev.pharos.testkit.contract.group;

import dev.pharos.core.member.Address;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.cluster.log.LogSettings;
import dev.pharos.server.cluster.member.Ledger;
import dev.pharos.server.cluster.member.Lists;
import dev.pharos.server.cluster.member.Members;
import dev.pharos.server.cluster.peer.Greeting;
import dev.pharos.server.cluster.peer.PeerSettings;
import dev.pharos.server.cluster.peer.Peers;
import dev.pharos.server.cluster.raft.RaftLog;
import dev.pharos.server.cluster.raft.RaftSettings;
import dev.pharos.server.cluster.raft.SegmentLogStorage;
import dev.pharos.server.cluster.raft.member.MemberSettings;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.telemetry.meter.LogMeter;
import dev.pharos.testkit.cluster.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A list of three nodes, with the logs and links that they have, and no state. */
final class ThreeMembers implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final int SIZE = 3;
    private static final int PORT_OFFSET = -1000;

    private final SystemWorld world = new SystemWorld((_, failure) -> failure.printStackTrace());
    private final Path folder;
    private final int firstPort = FreePorts.forNodes(SIZE);
    private final Map<Integer, Node> running = new HashMap<>();
    private int started;

    private record Node(Peers peers, Members members, RaftLog log) {
        void close() {
            members.close();
            log.close();
            peers.close();
        }
    }

    ThreeMembers(Path folder) {
        this.folder = folder;
    }

    Address address(int place) {
        return new Address("127.0.0.1", firstPort + place);
    }

    private String list() {
        return IntStream.range(0, SIZE)
                .mapToObj(place -> address(place).toString())
                .collect(Collectors.joining("\n"));
    }

    /** What a new node at this place of the list sees, from its start on. */
    ClusterView start(int place) throws IOException {
        NodeId id = new NodeId(UUID.randomUUID().toString());
        Path home = Files.createDirectories(folder.resolve("n" + ++started));
        Greeting self =
                new Greeting(
                        id,
                        world.random().nextLong(),
                        Optional.empty(),
                        address(place),
                        address(place).port() + 1000,
                        address(place).port() + PORT_OFFSET);
        Peers peers = Peers.open(world, links(self.peerPort()), self);
        Lists lists =
                Lists.open(
                        world,
                        new Lists.Settings(new Lists.Place.InKey("test", list()), 1, 0),
                        _ -> List.of());
        Ledger ledger = Ledger.open(home.resolve("cluster"));
        Members members =
                new Members(
                        world,
                        new Members.Sources(peers, self, lists, ledger, () -> {}),
                        Members.Pace.standard(PORT_OFFSET));
        RaftLog log = log(id, home.resolve("raft"), peers, members);
        running.put(place, new Node(peers, members, log));
        members.begin(log.group(), false);
        return members.view();
    }

    private RaftLog log(NodeId id, Path home, Peers peers, Members members) throws IOException {
        RaftSettings settings =
                new RaftSettings(
                        new MemberSettings(id.value(), List.of(id.value()), home, TIMEOUT, TIMEOUT),
                        new RaftSettings.Waiting(1024, 1 << 20),
                        Duration.ofSeconds(20),
                        new RaftSettings.SnapshotsDue(1 << 20, 1000, Duration.ofHours(1)));
        return RaftLog.start(
                world,
                settings,
                new RaftLog.Parts(
                        new GroupOfThree.Quiet(),
                        Optional.empty(),
                        (where, room) ->
                                new SegmentLogStorage(
                                        where, new LogSettings(1 << 20), LogMeter.fresh(), room),
                        Optional.of(new RaftLog.Cluster(peers, members::leaderless)),
                        LogMeter.fresh()));
    }

    private static PeerSettings links(int port) {
        return new PeerSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                "test",
                Optional.of("secret"),
                Duration.ofMillis(200),
                Duration.ofSeconds(5));
    }

    /** The node at this place ends. */
    void stop(int place) {
        Optional.ofNullable(running.remove(place)).ifPresent(Node::close);
    }

    @Override
    public void close() {
        running.values().forEach(Node::close);
        world.close();
    }
}
