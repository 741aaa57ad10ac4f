package dev.pharos.core.sync;

import dev.pharos.core.name.NodeId;
import java.util.Comparator;

/**
 * How late a value is, as far as its writers knew: a writer's count is higher than all that it had
 * seen. Of two values of one key the one with the higher stamp stays: a later registration wins
 * over whatever was said of an earlier one, and then the later word wins. No clock is asked.
 *
 * @param order of the registration, which no later word on it changes
 * @param registrar the node that was registered at
 * @param count of Lamport, of this word
 * @param writer the node that has said it
 */
public record Stamp(long order, NodeId registrar, long count, NodeId writer)
        implements Comparable<Stamp> {
    /** Of the write of a node that is alone. */
    static final Stamp NONE = new Stamp(0, new NodeId(""), 0, new NodeId(""));

    private static final Comparator<Stamp> LATER =
            Comparator.comparingLong(Stamp::order)
                    .thenComparing(Stamp::registrar)
                    .thenComparingLong(Stamp::count)
                    .thenComparing(Stamp::writer);

    @Override
    public int compareTo(Stamp other) {
        return LATER.compare(this, other);
    }
}
