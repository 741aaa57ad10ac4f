package dev.pharos.core.name;

/** A configuration is known by its namespace, its group and its data id. */
public record ConfigKey(Namespace namespace, String group, String dataId)
        implements Comparable<ConfigKey> {
    /** By namespace, group, data id. Written out: every look-up of a keeper goes through here. */
    @Override
    public int compareTo(ConfigKey other) {
        int order = namespace.compareTo(other.namespace);
        if (order == 0) {
            order = group.compareTo(other.group);
        }
        return order == 0 ? dataId.compareTo(other.dataId) : order;
    }

    @Override
    public String toString() {
        return namespace + "/" + group + "/" + dataId;
    }
}
