package dev.pharos.server.front.v1.config;

import dev.pharos.server.app.CapacityService;
import dev.pharos.server.app.ConfigService;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.http.Router.Section;
import dev.pharos.server.port.World;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** Everything below {@code /v1/cs}. */
public final class ConfigV1 {
    private ConfigV1() {}

    /**
     * The section of a router that serves this dialect.
     *
     * @param levels sets how much a file of the log, by its name, is told; whether both exist
     * @param context stands before every path
     */
    public static Section section(
            World world,
            ConfigService configs,
            CapacityService capacities,
            BiPredicate<String, String> levels,
            String context) {
        String base = context + "/v1/cs";
        LongPolls polls = new LongPolls(world, configs);
        List<Route> routes =
                Stream.of(
                                new ConfigRoutes(configs, polls).routes(base),
                                new HistoryRoutes(configs).routes(base),
                                new CapacityRoutes(capacities).routes(base),
                                new OperatorRoutes(levels).routes(base))
                        .flatMap(List::stream)
                        .toList();
        return new Section(base, routes, new ConfigFaults(), true);
    }
}
