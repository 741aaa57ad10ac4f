package dev.pharos.core.name;

/** A service is known by its namespace, its group and its name. */
public record ServiceName(Namespace namespace, String group, String name)
        implements Comparable<ServiceName> {
    public static final String DEFAULT_GROUP = "DEFAULT_GROUP";

    /** Stands between group and name where the wire carries both in one word. */
    public static final String SEPARATOR = "@@";

    /** Group and name in one word, as the wire carries them: {@code group@@name}. */
    public String grouped() {
        return group + SEPARATOR + name;
    }

    /** By namespace, group, name. Written out: every look-up of a keeper goes through here. */
    @Override
    public int compareTo(ServiceName other) {
        int order = namespace.compareTo(other.namespace);
        if (order == 0) {
            order = group.compareTo(other.group);
        }
        return order == 0 ? name.compareTo(other.name) : order;
    }

    @Override
    public String toString() {
        return namespace + "/" + grouped();
    }
}
