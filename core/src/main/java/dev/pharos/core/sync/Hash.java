package dev.pharos.core.sync;

/** The same number for the same fields on every node, and well spread. */
final class Hash {
    private static final long START = 0xcbf29ce484222325L;
    private static final long STEP = 0x100000001b3L;

    private long state = START;

    /** Source: FNV-1a of Fowler, Noll and Vo, by characters. */
    Hash add(String text) {
        for (int i = 0; i < text.length(); i++) {
            state = (state ^ text.charAt(i)) * STEP;
        }
        return add(text.length());
    }

    Hash add(long number) {
        state = spread((state ^ number) * STEP);
        return this;
    }

    long value() {
        return spread(state);
    }

    /** Source: the finalizer of splitmix64, by Sebastiano Vigna. */
    private static long spread(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
