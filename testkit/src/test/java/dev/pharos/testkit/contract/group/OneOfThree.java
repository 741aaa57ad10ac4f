package dev.pharos.testkit.contract.group;

import static org.awaitility.Awaitility.await;

import dev.pharos.core.member.Address;
import dev.pharos.core.member.Life;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.sync.Origin;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.cluster.peer.Peers;
import dev.pharos.server.cluster.peer.Target;
import dev.pharos.server.cluster.sync.Replication;
import dev.pharos.server.cluster.sync.SyncSettings;
import dev.pharos.server.port.RegistryLog;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.state.RegistryKeeper;
import dev.pharos.server.state.StateSettings;
import dev.pharos.server.telemetry.meter.PushMeter;
import dev.pharos.server.watch.Hub;
import dev.pharos.server.watch.WatchSettings;
import dev.pharos.testkit.contract.node.Links;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Three equal nodes with real links between them: commands are given to the first, whose state is
 * looked at, and each client's are applied by the one that looks after it.
 */
public final class OneOfThree implements RegistryLog, AutoCloseable {
    private static final List<NodeId> IDS =
            List.of(new NodeId("a"), new NodeId("b"), new NodeId("c"));
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SystemWorld world = new SystemWorld((_, failure) -> failure.printStackTrace());
    private final List<Peers> links = new ArrayList<>();
    private final List<Replication> nodes = new ArrayList<>();
    private final RegistryLog log;

    private OneOfThree(RegistryKeeper first) throws IOException {
        for (NodeId id : IDS) {
            links.add(Links.open(world, id, 0));
        }
        List<Target> all = links.stream().map(Links::target).toList();
        links.forEach(peers -> peers.seek(all));
        await().atMost(SOON).until(() -> IDS.stream().allMatch(this::reachesAll));
        List<CompletionStage<Replication>> starts = new ArrayList<>();
        for (int i = 0; i < IDS.size(); i++) {
            starts.add(start(i, i == 0 ? first : keeper()));
        }
        starts.forEach(start -> nodes.add(start.toCompletableFuture().join()));
        this.log = nodes.getFirst().log();
    }

    /** All are there, and know it. */
    public static OneOfThree of(RegistryKeeper first) throws IOException {
        return new OneOfThree(first);
    }

    private boolean reachesAll(NodeId id) {
        Peers peers = links.get(IDS.indexOf(id));
        return IDS.stream().allMatch(other -> other.equals(id) || peers.reaches(other));
    }

    private RegistryKeeper keeper() {
        return new RegistryKeeper(
                world,
                StateSettings.standard(),
                new Hub(world, WatchSettings.standard(), PushMeter.fresh()));
    }

    private CompletionStage<Replication> start(int place, RegistryKeeper keeper) {
        NodeId id = IDS.get(place);
        keeper.join(Origin.of(id, 1, place));
        keeper.start();
        return Replication.start(
                world,
                SyncSettings.standard(),
                new Replication.Parts(keeper::submit, keeper, links.get(place), () -> seenBy(id)));
    }

    private static ClusterView.Cluster seenBy(NodeId id) {
        List<ClusterView.Node> nodes = new ArrayList<>();
        for (NodeId node : IDS) {
            nodes.add(
                    new ClusterView.Node(
                            new Address("127.0.0.1", IDS.indexOf(node) + 1),
                            Optional.of(node),
                            2,
                            3,
                            Life.UP,
                            Duration.ZERO,
                            "",
                            Optional.empty()));
        }
        return new ClusterView.Cluster(id, false, Optional.of("test"), nodes, Optional.empty());
    }

    @Override
    public CompletionStage<RegistryOutcome> append(RegistryCommand command) {
        return log.append(command);
    }

    @Override
    public void close() {
        nodes.forEach(Replication::close);
        links.forEach(Peers::close);
        world.close();
    }
}
