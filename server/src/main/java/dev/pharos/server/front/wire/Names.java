package dev.pharos.server.front.wire;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.core.name.Namespace;
import dev.pharos.core.name.ServiceName;
import org.jspecify.annotations.Nullable;

/** How the wire spells the name of a service: {@code group@@service}, or two fields. */
public final class Names {
    private static final String FIELD = "serviceName";
    private static final String EXPECTED = "a name, or groupName@@serviceName with neither empty";

    private Names() {}

    /**
     * The service that a caller means. A group inside the name wins over {@code group}; with
     * neither it is the default group.
     *
     * <p>Fails: {@code Invalid} when a part is empty. Source: Nacos 2.5.1 (golden
     * 11-naming-v1-bad-input).
     */
    public static ServiceName service(
            Namespace namespace, @Nullable String group, @Nullable String serviceName) {
        String name = serviceName == null ? "" : serviceName.strip();
        int separator = name.indexOf(ServiceName.SEPARATOR);
        if (separator < 0) {
            String groupOrDefault =
                    group == null || group.isBlank() ? ServiceName.DEFAULT_GROUP : group.strip();
            return checked(namespace, groupOrDefault, name, name);
        }
        return checked(
                namespace,
                name.substring(0, separator),
                name.substring(separator + ServiceName.SEPARATOR.length()),
                name);
    }

    private static ServiceName checked(
            Namespace namespace, String group, String name, String spelling) {
        if (group.isEmpty() || name.isEmpty()) {
            throw new FaultException(new Fault.Invalid(FIELD, spelling, EXPECTED));
        }
        return new ServiceName(namespace, group, name);
    }
}
