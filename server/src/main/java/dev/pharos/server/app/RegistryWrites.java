package dev.pharos.server.app;

import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.core.registry.RegistryCommand;
import dev.pharos.core.registry.RegistryCommand.Register;
import dev.pharos.core.registry.ServiceCommand;
import dev.pharos.core.registry.ServiceCommand.Persist;
import dev.pharos.server.app.decision.Decisions;
import dev.pharos.server.app.decision.Wording;
import dev.pharos.server.port.Caller;
import dev.pharos.server.port.CommandLog;
import dev.pharos.server.port.RegistryLog;
import dev.pharos.server.state.RegistryKeeper;
import java.util.concurrent.CompletionStage;

/**
 * How a change of the registry gets to its keeper: if the memory it may take has room for it,
 * through the log of its half.
 *
 * <p>Fails: every stage with {@code FaultException}. Thread: any; never blocks.
 */
public final class RegistryWrites {
    private final RegistryLog ephemeral;
    private final CommandLog durable;
    private final RegistryKeeper keeper;
    private final Budget budget;
    private final Decisions decisions = new Decisions("naming");

    /**
     * What may be taken in memory. Unit: bytes.
     *
     * @param key of the setting that says so
     */
    public record Limits(String key, long bytes) {}

    public RegistryWrites(
            RegistryLog ephemeral, CommandLog durable, RegistryKeeper keeper, Limits limits) {
        this.ephemeral = ephemeral;
        this.durable = durable;
        this.keeper = keeper;
        this.budget =
                new Budget(
                        new Budget.Limit("services and instances", limits.key(), limits.bytes()),
                        keeper::bytes);
    }

    /** As {@link #append(RegistryCommand)}, for somebody who has asked. */
    CompletionStage<Void> append(Caller caller, RegistryCommand command) {
        return decisions.told(caller, () -> Wording.of(command), append(command));
    }

    /** As {@link #append(ServiceCommand)}, for somebody who has asked. */
    CompletionStage<Void> append(Caller caller, ServiceCommand command) {
        return decisions.told(caller, () -> Wording.of(command), append(command));
    }

    /** Fails: {@code Unavailable} when there is no room; and as the log and the rules say. */
    CompletionStage<Void> append(RegistryCommand command) {
        return budget.admit(
                command.bytes(), replaced(command), () -> Outcomes.of(ephemeral.append(command)));
    }

    /** Fails: {@code Unavailable} when there is no room; and as the log and the rules say. */
    CompletionStage<Void> append(ServiceCommand command) {
        return budget.admit(
                command.bytes(),
                command instanceof Persist(ServiceName service, Instance instance)
                        ? known(service, instance, command.bytes() - instance.bytes())
                        : 0,
                () -> Outcomes.of(durable.append(command)));
    }

    /** Only an address that stands for itself replaces what is known at it. */
    private long replaced(RegistryCommand command) {
        if (command instanceof Register register
                && register.beating()
                && register.instances().size() == 1) {
            Instance instance = register.instances().getFirst();
            return known(register.service(), instance, register.bytes() - instance.bytes());
        }
        return 0;
    }

    /** What is known at an address, with what is kept around it. */
    private long known(ServiceName service, Instance instance, long around) {
        return keeper.find(service)
                .flatMap(view -> view.value().find(instance.ip(), instance.port(), instance.pool()))
                .map(known -> known.bytes() + around)
                .orElse(0L);
    }
}
