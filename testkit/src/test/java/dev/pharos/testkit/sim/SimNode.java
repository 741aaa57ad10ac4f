package dev.pharos.testkit.sim;

import dev.pharos.core.member.Address;
import dev.pharos.core.member.Life;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.RegistryRules;
import dev.pharos.core.sync.Digest;
import dev.pharos.core.sync.Origin;
import dev.pharos.core.sync.Picture;
import dev.pharos.core.sync.State;
import dev.pharos.core.sync.Versions;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.app.RegistryWrites;
import dev.pharos.server.cluster.memory.MemoryLog;
import dev.pharos.server.cluster.memory.MemoryStore;
import dev.pharos.server.cluster.sync.Replication;
import dev.pharos.server.cluster.sync.SyncSettings;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.state.ConfigKeeper;
import dev.pharos.server.state.Keepers;
import dev.pharos.server.state.RegistryKeeper;
import dev.pharos.server.state.StateSettings;
import dev.pharos.server.telemetry.meter.PushMeter;
import dev.pharos.server.watch.Hub;
import dev.pharos.server.watch.WatchSettings;
import dev.pharos.testkit.world.SimNet;
import dev.pharos.testkit.world.SimTime;
import dev.pharos.testkit.world.SimWorld;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One process of a node: what is inside, from the registry's use cases down, on a simulated net.
 */
final class SimNode {
    private static final Duration PICTURE = Duration.ofMillis(300);
    private static final int PICTURES = 20;

    final NodeId id;
    private final SimTime time;
    private final SimWorld world;
    private final SimNet.Station station;
    private final List<NodeId> all;
    private final RegistryKeeper keeper;
    private final Keepers keepers;
    private final Deque<Picture> pictures = new ArrayDeque<>();
    private final TreeSet<NodeId> met = new TreeSet<>();
    private final long bornMillis;
    private Optional<RegistryService> service = Optional.empty();
    private long missedMillis = Long.MAX_VALUE;

    /** What a node finds when it starts: its picture, and how often it has started before. */
    record Folder(Optional<Picture> picture, long starts) {
        static final Folder EMPTY = new Folder(Optional.empty(), 0);
    }

    /** Is reached by others from now on, and hears of them when it is {@link #awake}. */
    SimNode(SimTime time, SimNet net, List<NodeId> all, NodeId id, Folder folder) {
        this.id = id;
        this.time = time;
        this.all = all;
        this.bornMillis = time.millis();
        // No clock decides anything: those of two nodes are up to twenty minutes apart.
        Duration ahead = Duration.ofMinutes(10).multipliedBy(all.indexOf(id) % 3 - 1L);
        this.world = new SimWorld(time, ahead);
        this.station = net.join(id);
        StateSettings settings = StateSettings.standard();
        Hub hub = new Hub(world, WatchSettings.standard(), PushMeter.fresh());
        this.keeper = new RegistryKeeper(world, settings, hub);
        ConfigKeeper configs = new ConfigKeeper(world, settings, hub, new MemoryStore());
        keeper.join(Origin.of(id, folder.starts() + 1, time.nanos()));
        folder.picture().ifPresent(keeper::restore);
        keeper.start();
        station.follow((node, _) -> met.add(node));
        this.keepers = new Keepers(keeper, configs);
        takePictures();
    }

    /** It is ready to hear of others after that long. */
    SimNode awake(Duration waking) {
        world.after(waking, world.tasks(), this::replicate);
        return this;
    }

    private void replicate() {
        Replication.Parts parts =
                new Replication.Parts(keeper::submit, keeper, station, this::view);
        Replication.start(world, SyncSettings.standard(), parts)
                .thenAccept(
                        replication -> {
                            RegistryWrites writes =
                                    new RegistryWrites(
                                            replication.log(),
                                            new MemoryLog(world, keepers),
                                            keeper,
                                            new RegistryWrites.Limits("memory", 1L << 30));
                            service =
                                    Optional.of(
                                            new RegistryService(
                                                    world,
                                                    new RegistryRules(1_000),
                                                    writes,
                                                    keeper));
                        });
    }

    private void takePictures() {
        if (!world.isEnded()) {
            keeper.picture().thenAccept(pictures::addLast);
            if (pictures.size() > PICTURES) {
                pictures.removeFirst();
            }
            time.after(PICTURE, this::takePictures);
        }
    }

    /** What its file shows: not what has happened last. */
    Optional<Picture> picture() {
        if (pictures.isEmpty() || time.random().nextInt(10) == 0) {
            return Optional.empty();
        }
        List<Picture> known = new ArrayList<>(pictures);
        return Optional.of(
                time.random().nextInt(4) == 0
                        ? known.get(time.random().nextInt(known.size()))
                        : known.getLast());
    }

    /** Clients notice soon, as of a process that is killed, or by its silence. */
    void kill(boolean told) {
        world.end();
        missedMillis = time.millis() + (told ? 30 : 6_000);
    }

    /** Whether its clients have noticed that it is not there. */
    boolean isMissed() {
        return time.millis() >= missedMillis;
    }

    boolean isAlive() {
        return !world.isEnded();
    }

    /** Whether clients are served. */
    boolean isFilled() {
        return isAlive() && service.isPresent();
    }

    RegistryService service() {
        return service.orElseThrow();
    }

    List<Instance> shown(ServiceName name) {
        return keeper.find(name).map(view -> view.value().instances()).orElse(List.of());
    }

    /** What it holds, also what it does not show. */
    State state() {
        return keeper.state(new Versions()).toCompletableFuture().join();
    }

    Digest digest() {
        return keeper.digest().toCompletableFuture().join();
    }

    private ClusterView.Cluster view() {
        List<ClusterView.Node> nodes = new ArrayList<>();
        for (NodeId node : all) {
            boolean here = node.equals(id);
            boolean reached = here || station.reaches(node);
            boolean known = here || met.contains(node);
            boolean trying = time.millis() - bornMillis < 900;
            nodes.add(
                    new ClusterView.Node(
                            new Address("10.1.0.1", 8848 + all.indexOf(node)),
                            known ? Optional.of(node) : Optional.empty(),
                            9848,
                            7848,
                            reached ? Life.UP : known ? Life.SUSPECT : Life.UNKNOWN,
                            Duration.ZERO,
                            reached || trying ? "" : "it does not answer",
                            Optional.empty()));
        }
        return new ClusterView.Cluster(id, false, Optional.of("sim"), nodes, Optional.empty());
    }
}
