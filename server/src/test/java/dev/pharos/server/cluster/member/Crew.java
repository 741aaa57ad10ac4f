package dev.pharos.server.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.member.Address;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.cluster.peer.Greeting;
import dev.pharos.server.cluster.peer.PeerSettings;
import dev.pharos.server.cluster.peer.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Nodes with real links between them, and a group that is none. */
final class Crew implements AutoCloseable {
    private static final Members.Pace PACE =
            new Members.Pace(
                    -1000,
                    Duration.ofMillis(50),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(300));

    private final Path folder;
    private final SystemWorld world;
    private final List<Throwable> broken = new CopyOnWriteArrayList<>();
    private final List<NodeId> begun = new CopyOnWriteArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final Map<NodeId, FakeGroup> groups = FakeGroup.none();
    private final List<Mate> running = new ArrayList<>();

    /** One node that runs. */
    record Mate(NodeId id, Peers peers, Members members, FakeGroup group, Ledger ledger) {
        String refusal() {
            return members.leaderless().why().message();
        }

        List<NodeId> voters() {
            return group.members();
        }

        Optional<String> cluster() {
            return ledger.page().cluster();
        }
    }

    Crew(Path folder) throws IOException {
        this.folder = folder;
        this.world = new SystemWorld((_, failure) -> broken.add(failure));
        for (int i = 0; i < 4; i++) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                ports.add(socket.getLocalPort());
            }
        }
    }

    List<Throwable> broken() {
        return broken;
    }

    /** The entry of the node at a place. */
    String entry(int place) {
        return "127.0.0.1:" + (place + 1) + "?raft_port=" + ports.get(place);
    }

    String list(int... places) {
        return Arrays.stream(places).mapToObj(this::entry).collect(Collectors.joining("\n"));
    }

    Path file(int place) {
        return folder.resolve("node" + place).resolve("cluster.conf");
    }

    void write(int place, String list) {
        try {
            Files.createDirectories(folder.resolve("node" + place));
            Files.writeString(file(place), list);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A node of this id, at a place, with a list. */
    Mate start(int place, String id, String list) throws IOException {
        return start(place, id, list, false);
    }

    Mate start(int place, String id, String list, boolean hasData) throws IOException {
        write(place, list);
        Lists lists =
                Lists.open(
                        world,
                        new Lists.Settings(new Lists.Place.InFile(file(place)), 1, 0),
                        _ -> List.of());
        return start(place, id, lists, hasData);
    }

    Mate start(int place, String id, Lists lists, boolean hasData) throws IOException {
        NodeId self = new NodeId(id);
        Greeting greeting =
                new Greeting(
                        self,
                        world.random().nextLong(),
                        Optional.empty(),
                        new Address("127.0.0.1", place + 1),
                        place + 1001,
                        ports.get(place));
        PeerSettings settings =
                new PeerSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(place)),
                        "test",
                        Optional.empty(),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(5));
        Peers peers = Peers.open(world, settings, greeting);
        Path data = Files.createDirectories(folder.resolve("node" + place));
        Ledger ledger = Ledger.open(data.resolve("cluster"));
        Members members =
                new Members(
                        world,
                        new Members.Sources(
                                peers, greeting, lists, ledger, () -> begun(self, ledger)),
                        PACE);
        FakeGroup group = FakeGroup.of(self, groups);
        Mate mate = new Mate(self, peers, members, group, ledger);
        running.add(mate);
        members.begin(group, hasData);
        return mate;
    }

    private void begun(NodeId node, Ledger ledger) {
        assertThat(ledger.page().stage()).isEqualTo(Ledger.Stage.NONE);
        begun.add(node);
    }

    /** Who has begun to found a cluster. */
    List<NodeId> begun() {
        return begun;
    }

    void stop(Mate mate) {
        mate.members.close();
        mate.peers.close();
        running.remove(mate);
    }

    /** Its data folder is empty again. */
    void wipe(int place) throws IOException {
        Files.deleteIfExists(folder.resolve("node" + place).resolve("cluster"));
    }

    SystemWorld world() {
        return world;
    }

    @Override
    public void close() {
        for (Mate mate : List.copyOf(running)) {
            stop(mate);
        }
        world.close();
    }
}
