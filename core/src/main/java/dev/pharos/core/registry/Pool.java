package dev.pharos.core.registry;

import dev.pharos.core.size.Size;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A group of instances inside a service, with the way its persistent instances are probed. The wire
 * calls it a cluster.
 *
 * @param checker how to probe, as its {@code type} says
 * @param checkPort the port to probe when {@code useInstancePort} is false
 */
public record Pool(
        String name,
        Checker checker,
        int checkPort,
        boolean useInstancePort,
        NavigableMap<String, String> metadata) {
    public static final int DEFAULT_CHECK_PORT = 80;

    public Pool {
        metadata = Collections.unmodifiableNavigableMap(new TreeMap<>(metadata));
    }

    /** In memory. */
    long bytes() {
        return 2 * Size.NODE
                + Size.of(name)
                + Size.of(checker.type())
                + Size.of(checker.properties())
                + Size.of(metadata);
    }

    /** A pool nobody has described: TCP, at the instance's own port. */
    public static Pool plain(String name) {
        return new Pool(name, Checker.TCP, DEFAULT_CHECK_PORT, true, new TreeMap<>());
    }

    /** A way to probe: its type and what that type needs, by the wire's names. */
    public record Checker(String type, NavigableMap<String, String> properties) {
        public static final Checker TCP = new Checker("TCP", new TreeMap<>());
        public static final Checker NONE = new Checker("NONE", new TreeMap<>());

        public Checker {
            properties = Collections.unmodifiableNavigableMap(new TreeMap<>(properties));
        }
    }
}
