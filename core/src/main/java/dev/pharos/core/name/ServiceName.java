package dev.pharos.core.name;

import java.util.Comparator;

/** A service is known by its namespace, its group and its name. */
public record ServiceName(Namespace namespace, String group, String name)
        implements Comparable<ServiceName> {
    public static final String DEFAULT_GROUP = "DEFAULT_GROUP";

    /** Stands between group and name where the wire carries both in one word. */
    public static final String SEPARATOR = "@@";

    private static final Comparator<ServiceName> ORDER =
            Comparator.comparing(ServiceName::namespace)
                    .thenComparing(ServiceName::group)
                    .thenComparing(ServiceName::name);

    /** Group and name in one word, as the wire carries them: {@code group@@name}. */
    public String grouped() {
        return group + SEPARATOR + name;
    }

    @Override
    public int compareTo(ServiceName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + "/" + grouped();
    }
}
