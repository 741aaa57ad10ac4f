package dev.pharos.core.name;

/**
 * Who a node is, wherever it is: made at random at its first start, and kept in its data folder for
 * as long as that lives.
 */
public record NodeId(String value) implements Comparable<NodeId> {
    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
