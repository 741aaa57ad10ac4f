package dev.pharos.server.app;

import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import dev.pharos.server.port.World;
import dev.pharos.server.state.RegistryKeeper;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives an instance that asks for a number as its id one that nobody else has, and the same one
 * again while it stays registered.
 *
 * <p>Source: Nacos 2.5.1 (golden 10-naming-v1-instance/md-snowflake): number, pool and service. The
 * number is milliseconds since 2020, ten bits of this process and twelve that count.
 */
final class InstanceIds {
    private static final String KEY = "preserved.instance.id.generator";
    private static final String NUMBERED = "snowflake";
    private static final long EPOCH_MILLIS = 1_577_836_800_000L;
    private static final int PROCESS_BITS = 10;
    private static final int COUNT_BITS = 12;

    private final World world;
    private final RegistryKeeper keeper;
    private final long process;
    private final AtomicLong last = new AtomicLong();

    InstanceIds(World world, RegistryKeeper keeper) {
        this.world = world;
        this.keeper = keeper;
        this.process = world.random().nextInt(1 << PROCESS_BITS);
    }

    List<Instance> settle(ServiceName service, List<Instance> instances) {
        return instances.stream().anyMatch(InstanceIds::isNumbered)
                ? instances.stream().map(instance -> settle(service, instance)).toList()
                : instances;
    }

    Instance settle(ServiceName service, Instance instance) {
        return isNumbered(instance)
                ? instance.withId(
                        known(service, instance).orElseGet(() -> numbered(service, instance)))
                : instance;
    }

    private static boolean isNumbered(Instance instance) {
        return NUMBERED.equals(instance.metadata().get(KEY));
    }

    private Optional<String> known(ServiceName service, Instance instance) {
        return keeper.find(service)
                .flatMap(view -> view.value().find(instance.ip(), instance.port(), instance.pool()))
                .filter(InstanceIds::isNumbered)
                .map(Instance::id)
                .filter(id -> !id.startsWith(instance.ip()));
    }

    private String numbered(ServiceName service, Instance instance) {
        long now = world.millis() - EPOCH_MILLIS;
        long first = (now << PROCESS_BITS | process) << COUNT_BITS;
        long number =
                last.accumulateAndGet(first, (before, wanted) -> Math.max(before + 1, wanted));
        return number + "#" + instance.pool() + "#" + service.grouped();
    }
}
