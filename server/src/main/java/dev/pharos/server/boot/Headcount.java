package dev.pharos.server.boot;

import dev.pharos.server.front.grpc.GrpcServer;
import dev.pharos.server.front.http.HttpServer;
import dev.pharos.server.front.v1.push.UdpPushes;
import dev.pharos.server.port.Shared;
import dev.pharos.server.state.ConfigKeeper;
import dev.pharos.server.telemetry.meter.Census;
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
        HttpServer http)
        implements Supplier<Census> {
    private static final long PATIENCE_SECONDS = 1;

    /** Blocks until the loops that know have answered, a second or two at most. */
    @Override
    public Census get() {
        CompletionStage<Integer> subscriptions = inside.watch().subscriptions();
        CompletionStage<Integer> addresses = inside.registry().addresses();
        var services = inside.catalogue().services();
        int instances =
                services.stream()
                        .map(Shared::value)
                        .mapToInt(service -> service.instances().size())
                        .sum();
        return new Census(
                new Census.Naming(
                        services.size(),
                        instances,
                        new Census.Subscriptions(soon(subscriptions), pushes.subscriptions()),
                        soon(addresses),
                        inside.registry().connections()),
                new Census.Config(configs.configs().size(), http.parked(), configs.revision()),
                grpc.connections());
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
