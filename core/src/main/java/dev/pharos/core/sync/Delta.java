package dev.pharos.core.sync;

/** One write, as it is told to peers. */
public sealed interface Delta {
    /** Which write it is. */
    Dot dot();

    /** The key has this value now. */
    record Put(Entry entry) implements Delta {
        @Override
        public Dot dot() {
            return entry.dot();
        }
    }

    /**
     * A registration is withdrawn, and with it what is older; one that the remover has not seen
     * stays.
     *
     * @param birth the write by which it was registered
     * @param removed the last write that the remover has seen of it
     * @param stamp of that write
     */
    record Removal(Dot dot, Key key, Dot birth, Dot removed, Stamp stamp) implements Delta {}
}
