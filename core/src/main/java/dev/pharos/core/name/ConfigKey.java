package dev.pharos.core.name;

import java.util.Comparator;

/** A configuration is known by its namespace, its group and its data id. */
public record ConfigKey(Namespace namespace, String group, String dataId)
        implements Comparable<ConfigKey> {
    private static final Comparator<ConfigKey> ORDER =
            Comparator.comparing(ConfigKey::namespace)
                    .thenComparing(ConfigKey::group)
                    .thenComparing(ConfigKey::dataId);

    @Override
    public int compareTo(ConfigKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + "/" + group + "/" + dataId;
    }
}
