package dev.pharos.server.boot;

import dev.pharos.core.member.Life;
import dev.pharos.core.member.Role;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.front.grpc.GrpcServer;
import dev.pharos.server.front.http.HttpServer;
import dev.pharos.server.front.v1.push.UdpPushes;
import dev.pharos.server.port.cluster.ClusterView;
import dev.pharos.server.port.cluster.ClusterView.Standing;
import dev.pharos.server.state.ConfigKeeper;
import dev.pharos.server.telemetry.meter.Census;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Counts what a node has, when somebody wants its figures. */
record Headcount(
        Dialects.UseCases inside,
        ConfigKeeper configs,
        UdpPushes pushes,
        GrpcServer grpc,
        HttpServer http,
        ClusterView view)
        implements Supplier<Census> {
    private static final long PATIENCE_SECONDS = 1;

    /** Blocks until the loops that know have answered, a second or two at most. */
    @Override
    public Census get() {
        CompletionStage<Integer> subscriptions = inside.watch().subscriptions();
        CompletionStage<Integer> addresses = inside.registry().addresses();
        CatalogueService.Counts registered = inside.catalogue().counts();
        return new Census(
                new Census.Naming(
                        registered.services(),
                        registered.instances(),
                        new Census.Subscriptions(soon(subscriptions), pushes.subscriptions()),
                        soon(addresses),
                        inside.registry().connections()),
                new Census.Config(configs.configs().size(), http.parked(), configs.revision()),
                grpc.connections(),
                nodes(view.now()));
    }

    private static List<Census.Node> nodes(ClusterView.Cluster cluster) {
        Optional<NodeId> self = Optional.of(cluster.self());
        return cluster.nodes().stream()
                .map(
                        node ->
                                new Census.Node(
                                        node.address().toString(),
                                        node.id().equals(self),
                                        node.life() == Life.UP,
                                        node.standing()
                                                .map(Standing::role)
                                                .orElse(Role.UNKNOWN)
                                                .name(),
                                        node.standing()
                                                .map(s -> (double) s.term())
                                                .orElse(Double.NaN),
                                        node.standing()
                                                .map(s -> (double) s.applied())
                                                .orElse(Double.NaN)))
                .toList();
    }

    /** Figures come although a loop is too busy to answer; its own is missing then. */
    private static double soon(CompletionStage<Integer> number) {
        try {
            return number.toCompletableFuture()
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException _) {
            return Double.NaN;
        }
    }
}
