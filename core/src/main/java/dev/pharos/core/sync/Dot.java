package dev.pharos.core.sync;

/**
 * Which write it was: the {@code seq}-th of a run of a node. No two writes have the same.
 *
 * @param seq from 1, without gaps
 */
public record Dot(Origin origin, long seq) implements Comparable<Dot> {
    @Override
    public int compareTo(Dot other) {
        int byOrigin = origin.compareTo(other.origin);
        return byOrigin != 0 ? byOrigin : Long.compare(seq, other.seq);
    }
}
