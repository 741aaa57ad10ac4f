package dev.pharos.server.app;

import dev.pharos.core.config.ConfigCommand;
import dev.pharos.core.config.ConfigCommand.CreateNamespace;
import dev.pharos.core.config.ConfigCommand.LimitCapacity;
import dev.pharos.core.config.ConfigCommand.Publish;
import dev.pharos.core.config.ConfigCommand.PurgeHistory;
import dev.pharos.core.config.ConfigCommand.Remove;
import dev.pharos.core.config.ConfigCommand.RemoveGray;
import dev.pharos.core.config.ConfigCommand.RemoveNamespace;
import dev.pharos.core.config.ConfigCommand.TrimHistory;
import dev.pharos.core.config.ConfigCommand.UpdateNamespace;
import dev.pharos.core.config.ConfigView;
import dev.pharos.core.config.Configuration;
import dev.pharos.core.config.Gray;
import dev.pharos.server.app.decision.Decisions;
import dev.pharos.server.app.decision.Wording;
import dev.pharos.server.port.Caller;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.Shared;
import dev.pharos.server.port.World;
import dev.pharos.server.state.ConfigKeeper;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * How a change of configurations or namespaces gets to its keeper: if the memory they may take has
 * room for it, through the log. History never refuses a change: the oldest of it goes.
 *
 * <p>Fails: every stage with {@code FaultException}. Thread: any; never blocks.
 */
public final class ConfigWrites {
    /** So much less than allowed is kept, lest each change trims. */
    private static final int SLACK = 16;

    private final World world;
    private final CommandLog log;
    private final ConfigKeeper keeper;
    private final Limits limits;
    private final Budget budget;
    private final AtomicBoolean trimming = new AtomicBoolean();
    private final Decisions decisions = new Decisions("config");

    /**
     * What may be taken. Unit: bytes.
     *
     * @param key of the setting that says what configurations may take
     * @param configs in memory
     * @param historyRows in memory
     * @param historyBodies wherever they are
     */
    public record Limits(String key, long configs, long historyRows, long historyBodies) {}

    public ConfigWrites(World world, CommandLog log, ConfigKeeper keeper, Limits limits) {
        this.world = world;
        this.log = log;
        this.keeper = keeper;
        this.limits = limits;
        this.budget =
                new Budget(
                        new Budget.Limit("configurations", limits.key(), limits.configs()),
                        keeper::bytes);
    }

    /** As {@link #append(ConfigCommand)}, for somebody who has asked. */
    CompletionStage<Void> append(Caller caller, ConfigCommand command) {
        Supplier<String> what = () -> Wording.of(command);
        return switch (command) {
            // These say who has asked, wherever they are applied.
            case Publish _, Remove _, RemoveGray _ ->
                    decisions.toldIfRefused(caller, what, append(command));
            case PurgeHistory _,
                    TrimHistory _,
                    LimitCapacity _,
                    CreateNamespace _,
                    UpdateNamespace _,
                    RemoveNamespace _ ->
                    decisions.told(caller, what, append(command));
        };
    }

    /** Fails: {@code Unavailable} when there is no room; and as the log and the rules say. */
    CompletionStage<Void> append(ConfigCommand command) {
        return budget.admit(
                command.bytes(),
                replaced(command),
                () -> Outcomes.ofConfig(log.append(command)).whenComplete((_, _) -> trim()));
    }

    /** Completes when this node has all that anybody was told of before. Fails: as the log says. */
    CompletionStage<Void> barrier() {
        return log.barrier();
    }

    private long replaced(ConfigCommand command) {
        return command instanceof Publish publish
                ? keeper.find(publish.key())
                        .map(Shared::value)
                        .map(view -> bytes(publish, view))
                        .orElse(0L)
                : 0;
    }

    private static long bytes(Publish publish, ConfigView view) {
        return publish.gray().isPresent()
                ? view.gray(publish.gray().get().name()).map(Gray::bytes).orElse(0L)
                : view.formal().map(Configuration::bytes).orElse(0L);
    }

    private void trim() {
        boolean tooMuch =
                keeper.historyBytes() > limits.historyRows()
                        || keeper.historySize() > limits.historyBodies();
        if (tooMuch && trimming.compareAndSet(false, true)) {
            TrimHistory trim =
                    new TrimHistory(
                            withSlack(limits.historyRows()),
                            withSlack(limits.historyBodies()),
                            world.millis());
            var _ = log.append(trim).whenComplete((_, _) -> trimming.set(false));
        }
    }

    private static long withSlack(long limit) {
        return limit - limit / SLACK;
    }
}
