package dev.pharos.core.size;

/** What is in it takes so much together. Thread: one at a time. */
public final class Tally {
    private long bytes;

    public void add(long more) {
        bytes += more;
    }

    public long bytes() {
        return bytes;
    }
}
