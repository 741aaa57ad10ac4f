package dev.pharos.server.app;

import dev.pharos.core.config.Capacity;
import dev.pharos.core.config.ConfigCommand.LimitCapacity;
import dev.pharos.core.config.ConfigRules;
import dev.pharos.core.config.ConfigView;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.name.Namespace;
import dev.pharos.server.port.Caller;
import dev.pharos.server.port.Shared;
import dev.pharos.server.port.World;
import dev.pharos.server.state.ConfigKeeper;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * How much groups and namespaces are meant to hold, and how much they do.
 *
 * <p>Thread: any; never blocks.
 */
public final class CapacityService {
    private final World world;
    private final ConfigRules rules;
    private final ConfigWrites writes;
    private final ConfigKeeper keeper;

    public CapacityService(
            World world, ConfigRules rules, ConfigWrites writes, ConfigKeeper keeper) {
        this.world = world;
        this.rules = rules;
        this.writes = writes;
        this.keeper = keeper;
    }

    /** Fails: thrown, while this node cannot know of all that there is. */
    public Capacity capacity(Capacity.Subject subject) {
        keeper.requireFilled();
        return keeper.capacity(subject);
    }

    /** How many configurations there are; those of a group are counted in the public namespace. */
    public long usage(Capacity.Subject subject) {
        keeper.requireFilled();
        return switch (subject.kind()) {
            case NAMESPACE -> count(keeper.configs(Namespace.of(subject.name())), "");
            case GROUP ->
                    subject.name().isEmpty()
                            ? count(keeper.configs(), "")
                            : count(keeper.configs(Namespace.PUBLIC), subject.name());
        };
    }

    /** Fails: {@code Invalid} for a name that no group or namespace has. */
    public CompletionStage<Void> limit(
            Caller caller, Capacity.Subject subject, Capacity.Change change) {
        Optional<Fault> fault = rules.capacity(subject);
        return fault.isPresent()
                ? Outcomes.refused(fault.get())
                : writes.append(caller, new LimitCapacity(subject, change, world.millis()));
    }

    private static long count(Collection<Shared<ConfigView>> views, String group) {
        return views.stream()
                .map(Shared::value)
                .filter(view -> view.formal().isPresent())
                .filter(view -> group.isEmpty() || view.key().group().equals(group))
                .count();
    }
}
