package dev.pharos.testkit.contract.group;

import static org.awaitility.Awaitility.await;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigOutcome;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.NodeId;
import dev.pharos.core.registry.RegistryOutcome;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.cluster.log.LogSettings;
import dev.pharos.server.cluster.member.Leaderless;
import dev.pharos.server.cluster.peer.Peers;
import dev.pharos.server.cluster.raft.RaftLog;
import dev.pharos.server.cluster.raft.RaftSettings;
import dev.pharos.server.cluster.raft.SegmentLogStorage;
import dev.pharos.server.cluster.raft.member.MemberSettings;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.Commits;
import dev.pharos.server.port.cluster.ClusterView.Standing;
import dev.pharos.server.telemetry.meter.LogMeter;
import dev.pharos.testkit.contract.node.Links;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Three members with real links between them, of which one has the state that is looked at, and is
 * what commands are given to. It leads, or follows, as is asked.
 */
public final class GroupOfThree implements CommandLog {
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<Node> nodes = new ArrayList<>();

    private record Node(NodeId id, SystemWorld world, Peers peers, RaftLog log) {
        Optional<Standing> standing() {
            return log.group().standing();
        }
    }

    /** A state that takes all and keeps nothing. */
    static final class Quiet implements Commits {
        @Override
        public CompletionStage<RegistryOutcome> committed(ServiceCommand command) {
            return CompletableFuture.completedStage(RegistryOutcome.DONE);
        }

        @Override
        public CompletionStage<ConfigOutcome> committed(ConfigCommand command) {
            return CompletableFuture.completedStage(new ConfigOutcome.Done(1));
        }
    }

    private GroupOfThree(Commits commits, Path folder, int first) throws IOException {
        List<NodeId> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(new NodeId(UUID.randomUUID().toString()));
        }
        for (int i = 0; i < 3; i++) {
            nodes.add(node(ids.get(i), i == 0 ? commits : new Quiet(), folder.resolve("n" + i)));
        }
        for (Node node : nodes) {
            node.peers.seek(nodes.stream().map(other -> Links.target(other.peers)).toList());
        }
        form(nodes.get(first));
    }

    /** Those who have founded it lead it, as nothing happens that would change that. */
    private void form(Node founder) throws IOException {
        founder.log.group().found();
        await().until(() -> founder.standing().orElseThrow().role() == Role.LEADER);
        for (Node other : nodes) {
            if (!other.id.equals(founder.id)) {
                other.log.group().join();
                await().until(() -> founder.peers.reaches(other.id));
                await().atMost(LONG).until(() -> isAdded(founder, other.id));
            }
        }
        await().until(() -> nodes.stream().allMatch(node -> follows(node, founder.id)));
    }

    /** On a machine that is busy it may not catch up in time, and is asked again. */
    private static boolean isAdded(Node founder, NodeId other) {
        return founder.log
                .group()
                .add(other)
                .handle((_, failure) -> failure == null)
                .toCompletableFuture()
                .join();
    }

    private static boolean follows(Node node, NodeId leader) {
        return node.standing().flatMap(Standing::leader).equals(Optional.of(leader));
    }

    /** The member that is looked at leads. */
    public static GroupOfThree leading(Commits commits, Path folder) throws IOException {
        return new GroupOfThree(commits, folder, 0);
    }

    /** It follows another. */
    public static GroupOfThree following(Commits commits, Path folder) throws IOException {
        return new GroupOfThree(commits, folder, 1);
    }

    private static Node node(NodeId id, Commits commits, Path folder) throws IOException {
        SystemWorld world = new SystemWorld((_, failure) -> failure.printStackTrace());
        Peers peers = Links.open(world, id, 0);
        MemberSettings member =
                new MemberSettings(id.value(), List.of(id.value()), folder, TIMEOUT, TIMEOUT);
        RaftSettings log =
                new RaftSettings(
                        member,
                        new RaftSettings.Waiting(1024, 1 << 20),
                        LONG,
                        new RaftSettings.SnapshotsDue(1 << 20, 1000, Duration.ofHours(1)));
        return new Node(id, world, peers, RaftLog.start(world, log, parts(commits, peers)));
    }

    private static RaftLog.Parts parts(Commits commits, Peers peers) {
        Fault nobody = new Fault.NoLeader("nobody leads the test", "wait");
        return new RaftLog.Parts(
                commits,
                Optional.empty(),
                (folder, room) ->
                        new SegmentLogStorage(
                                folder, new LogSettings(1 << 20), LogMeter.fresh(), room),
                Optional.of(new RaftLog.Cluster(peers, () -> new Leaderless(nobody, 0))),
                LogMeter.fresh());
    }

    @Override
    public CompletionStage<RegistryOutcome> append(ServiceCommand command) {
        return nodes.getFirst().log.append(command);
    }

    @Override
    public CompletionStage<ConfigOutcome> append(ConfigCommand command) {
        return nodes.getFirst().log.append(command);
    }

    @Override
    public CompletionStage<Void> barrier() {
        return nodes.getFirst().log.barrier();
    }

    @Override
    public void close() {
        for (Node node : nodes) {
            node.log.close();
            node.peers.close();
            node.world.close();
        }
    }
}
