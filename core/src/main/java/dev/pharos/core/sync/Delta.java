package dev.pharos.core.sync;

import static dev.pharos.core.sync.Entry.UNTAGGED;

/** One write, as it is told to peers. */
public sealed interface Delta {
    /** Which write it is. */
    Dot dot();

    Key key();

    /** The key has this value now. */
    record Put(Entry entry) implements Delta {
        @Override
        public Dot dot() {
            return entry.dot();
        }

        @Override
        public Key key() {
            return entry.key();
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
    record Removal(Dot dot, Key key, Dot birth, Dot removed, Stamp stamp) implements Delta {
        /** By a node that is alone, and tags nothing. */
        static Removal untagged(Key key) {
            return new Removal(UNTAGGED, key, UNTAGGED, UNTAGGED, Stamp.NONE);
        }
    }
}
