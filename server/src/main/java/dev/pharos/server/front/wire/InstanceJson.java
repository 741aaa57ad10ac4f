package dev.pharos.server.front.wire;

import dev.pharos.core.health.Heartbeat;
import dev.pharos.core.name.ServiceName;
import dev.pharos.core.registry.Instance;
import org.jspecify.annotations.Nullable;

/**
 * An instance as every generation writes it.
 *
 * <p>Source: Nacos 2.5.1 (golden 10-naming-v1-instance/list-min, list-full): the generator of the
 * id is {@code simple} without metadata, else what the metadata says, perhaps nothing.
 */
public final class InstanceJson {
    public static final String GENERATOR_KEY = "preserved.instance.id.generator";

    private InstanceJson() {}

    /** The members of an instance object. */
    public static void members(JsonWriter json, ServiceName service, Instance instance) {
        Heartbeat heartbeat = Heartbeat.of(instance.metadata());
        json.text("instanceId", instance.id())
                .text("ip", instance.ip())
                .number("port", instance.port())
                .number("weight", instance.weight())
                .flag("healthy", instance.healthy())
                .flag("enabled", instance.enabled())
                .flag("ephemeral", instance.ephemeral())
                .text("clusterName", instance.pool())
                .text("serviceName", service.grouped())
                .texts("metadata", instance.metadata())
                .number("instanceHeartBeatInterval", heartbeat.intervalMillis())
                .number("instanceHeartBeatTimeOut", heartbeat.timeoutMillis())
                .number("ipDeleteTimeout", heartbeat.removalMillis())
                .text("instanceIdGenerator", generator(instance));
    }

    private static @Nullable String generator(Instance instance) {
        return instance.metadata().isEmpty() ? "simple" : instance.metadata().get(GENERATOR_KEY);
    }
}
