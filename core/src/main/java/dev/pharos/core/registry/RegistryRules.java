package dev.pharos.core.registry;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.health.Heartbeat;
import dev.pharos.core.name.Alphabet;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import java.util.Optional;

/**
 * What a service and an instance may look like. The same rules hold whichever way a request came.
 *
 * <p>Source: Nacos 2.5.1's parameter check (golden 11-naming-v1-bad-input). The limit on metadata
 * is wider than its 1024 characters, since 1.x callers and Dubbo send more (golden
 * 10-naming-v1-instance/md-big).
 */
public final class RegistryRules {
    private static final int NAMESPACE_MAX = 128;
    private static final int GROUP_MAX = 128;
    private static final int SERVICE_MAX = 512;
    private static final int POOL_MAX = 64;
    private static final int POOL_LIST_MAX = 4096;
    private static final int IP_MAX = 128;
    private static final int PORT_MAX = 65_535;
    private static final double WEIGHT_MAX = 10_000;
    private static final String POOLS_EXPECTED =
            "names of letters, digits, '-' and '_' with commas between";

    private final int metadataMax;

    /** Unit: {@code metadataMax} in characters, keys and values of one instance together. */
    public RegistryRules(int metadataMax) {
        this.metadataMax = metadataMax;
    }

    public Optional<Fault> service(ServiceName name) {
        return namespace(name.namespace())
                .or(() -> text("groupName", name.group(), GROUP_MAX, Alphabet.PLAIN))
                .or(() -> serviceName(name.name()));
    }

    public Optional<Fault> namespace(Namespace namespace) {
        return text("namespaceId", namespace.id(), NAMESPACE_MAX, Alphabet.WORD);
    }

    public Optional<Fault> instance(Instance instance) {
        return instanceOfAnyRhythm(instance).or(() -> heartbeat(instance));
    }

    /**
     * As {@link #instance}, but one that beats too seldom to stay healthy may. Source: Nacos 1.1.3,
     * whose plain callers could (golden 10-naming-v1-instance/md-timeout-lt-interval).
     */
    public Optional<Fault> instanceOfAnyRhythm(Instance instance) {
        return text("ip", instance.ip(), IP_MAX, Alphabet.NARROW)
                .or(() -> port(instance.port()))
                .or(() -> pool(instance.pool()))
                .or(() -> weight(instance.weight()))
                .or(() -> metadata(instance));
    }

    public Optional<Fault> pool(String name) {
        return text("clusterName", name, POOL_MAX, Alphabet.POOL);
    }

    /** Names of pools with commas between, as an asker chooses them; blank means all. */
    public Optional<Fault> poolList(String names) {
        if (names.length() > POOL_LIST_MAX) {
            return Optional.of(new Fault.TooLarge("clusters", names.length(), POOL_LIST_MAX));
        }
        return names.chars().allMatch(c -> Alphabet.WORD.allows(c) || c == ',')
                ? Optional.empty()
                : Optional.of(new Fault.Invalid("clusters", names, POOLS_EXPECTED));
    }

    private static Optional<Fault> serviceName(String name) {
        if (name.startsWith("@") || name.contains(ServiceName.SEPARATOR)) {
            return Optional.of(
                    new Fault.Invalid("serviceName", name, "no '@' in front and no '@@' inside"));
        }
        return text("serviceName", name, SERVICE_MAX, Alphabet.NARROW);
    }

    private static Optional<Fault> text(String field, String value, int max, Alphabet alphabet) {
        return alphabet.expected(value, max)
                .map(expected -> new Fault.Invalid(field, value, expected));
    }

    private static Optional<Fault> port(int port) {
        return port >= 0 && port <= PORT_MAX
                ? Optional.empty()
                : Optional.of(new Fault.Invalid("port", Integer.toString(port), "0..65535"));
    }

    private static Optional<Fault> weight(double weight) {
        return weight >= 0 && weight <= WEIGHT_MAX
                ? Optional.empty()
                : Optional.of(new Fault.Invalid("weight", Double.toString(weight), "0..10000"));
    }

    private Optional<Fault> metadata(Instance instance) {
        int length = 0;
        for (var entry : instance.metadata().entrySet()) {
            length += entry.getKey().length() + entry.getValue().length();
        }
        return length <= metadataMax
                ? Optional.empty()
                : Optional.of(new Fault.TooLarge("metadata", length, metadataMax));
    }

    private static Optional<Fault> heartbeat(Instance instance) {
        Heartbeat heartbeat = Heartbeat.of(instance.metadata());
        return heartbeat.isConsistent()
                ? Optional.empty()
                : Optional.of(
                        new Fault.Invalid(
                                Heartbeat.INTERVAL_KEY,
                                Long.toString(heartbeat.intervalMillis()),
                                "at most the time-out and the removal time"));
    }
}
