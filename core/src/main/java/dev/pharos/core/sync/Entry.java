package dev.pharos.core.sync;

import dev.pharos.core.name.NodeId;
import dev.pharos.core.registry.Registry.Picture.Published;

/**
 * A value and the write that made it.
 *
 * @param birth the write by which it was registered; who removes an entry removes all that was ever
 *     said of that registration, also what it has not seen
 * @param dot the write that has said this of it
 * @param count of the stamp, whose writer is the dot's node
 */
public record Entry(Key key, Dot birth, Dot dot, long count, Value value) {
    /** The write of a node that is alone, and tags nothing. */
    public static final Dot UNTAGGED = new Dot(new Origin(new NodeId(""), 0), 0);

    /**
     * What every node has to know of it.
     *
     * @param home the run of a node in which the connection was made that publishes this; of an
     *     address that beats, the run that wrote it
     * @param gone it has stopped beating while not all nodes were in reach: shown nowhere, and not
     *     forgotten, because it may be heard where others do not reach
     */
    public record Value(Published published, Origin home, boolean gone) {}

    /** What a node that is alone has written. */
    static Entry untagged(Key key, Published published) {
        Value value = new Value(published, UNTAGGED.origin(), false);
        return new Entry(key, UNTAGGED, UNTAGGED, 0, value);
    }

    public Stamp stamp() {
        return new Stamp(
                value.published().order(), birth.origin().node(), count, dot.origin().node());
    }

    boolean isTagged() {
        return !dot.equals(UNTAGGED);
    }

    boolean isOlderThan(Stamp other) {
        return stamp().compareTo(other) < 0;
    }
}
