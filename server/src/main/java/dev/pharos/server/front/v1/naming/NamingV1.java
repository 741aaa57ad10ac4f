package dev.pharos.server.front.v1.naming;

import dev.pharos.core.health.Probing;
import dev.pharos.server.app.CatalogueService;
import dev.pharos.server.app.RegistryService;
import dev.pharos.server.app.WatchService;
import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.http.Router.Section;
import dev.pharos.server.front.v1.push.UdpPushes;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.ClusterView;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Everything below {@code /v1/ns}. */
public final class NamingV1 {

    /**
     * The use cases this dialect translates to.
     *
     * @param pushes where clients that take UDP wait
     * @param probes hears how instances are to be probed, when an operator says it
     * @param view who is in the cluster
     * @param levels sets how much a file of the log, by its name, is told; whether both exist
     */
    public record Inside(
            RegistryService registry,
            CatalogueService catalogue,
            WatchService watch,
            UdpPushes pushes,
            ClusterView view,
            Consumer<Probing.Plan> probes,
            BiPredicate<String, String> levels) {}

    /**
     * Where this node is found.
     *
     * @param context path before {@code /v1}, empty or with a slash in front
     * @param address {@code ip:port} by which peers and clients know this node
     * @param port the HTTP port
     */
    public record Place(String context, String address, int port) {}

    private NamingV1() {}

    /** The section of a router that serves this dialect. */
    public static Section section(World world, Inside inside, Place place) {
        String base = place.context() + "/v1/ns";
        Switches switches = new Switches(inside.probes(), inside.watch()::push);
        List<Route> routes =
                Stream.of(
                                new InstanceRoutes(inside, switches).routes(base),
                                new BeatRoutes(inside.registry(), switches).routes(base),
                                new MetadataRoutes(inside).routes(base),
                                new ServiceRoutes(inside).routes(base),
                                new CatalogRoutes(inside.catalogue()).routes(base),
                                new HealthRoutes(inside.catalogue(), place).routes(base),
                                new OperatorRoutes(world, inside, switches, place).routes(base),
                                new LegacyRoutes(inside).routes(base))
                        .flatMap(List::stream)
                        .map(route -> gated(route, switches))
                        .toList();
        return new Section(base, routes, new NamingFaults(world), false);
    }

    private static Route gated(Route route, Switches switches) {
        if (route.path().endsWith("/switches") && route.method().equals("PUT")) {
            return route;
        }
        return with(
                route,
                call -> {
                    Optional<HttpAnswer> refusal = switches.refusal(call);
                    return refusal.isPresent()
                            ? Answers.now(refusal.get())
                            : route.endpoint().serve(call);
                });
    }

    private static Route with(Route route, Route.Endpoint endpoint) {
        return new Route(route.method(), route.path(), route.pace(), endpoint);
    }
}
