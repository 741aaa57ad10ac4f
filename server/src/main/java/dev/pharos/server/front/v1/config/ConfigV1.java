package dev.pharos.server.front.v1.config;

import dev.pharos.core.fault.Fault;
import dev.pharos.server.app.CapacityService;
import dev.pharos.server.app.ConfigService;
import dev.pharos.server.front.http.Route;
import dev.pharos.server.front.http.Router.Section;
import dev.pharos.server.port.World;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Everything below {@code /v1/cs}. */
public final class ConfigV1 {
    private ConfigV1() {}

    /**
     * What an operator of the node asks and sets.
     *
     * @param levels sets how much a file of the log, by its name, is told; whether both exist
     * @param refusal why nothing durable is taken now, if so
     */
    public record Operator(BiPredicate<String, String> levels, Supplier<Optional<Fault>> refusal) {}

    /**
     * The section of a router that serves this dialect.
     *
     * @param context stands before every path
     */
    public static Section section(
            World world,
            ConfigService configs,
            CapacityService capacities,
            Operator operator,
            String context) {
        String base = context + "/v1/cs";
        LongPolls polls = new LongPolls(world, configs);
        List<Route> routes =
                Stream.of(
                                new ConfigRoutes(configs, polls).routes(base),
                                new HistoryRoutes(configs).routes(base),
                                new CapacityRoutes(capacities).routes(base),
                                new OperatorRoutes(operator).routes(base))
                        .flatMap(List::stream)
                        .toList();
        return new Section(base, routes, new ConfigFaults(), true);
    }
}
