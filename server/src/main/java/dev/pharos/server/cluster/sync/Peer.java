package dev.pharos.server.cluster.sync;

import dev.pharos.core.name.NodeId;
import dev.pharos.core.sync.Attendance.Presence;
import dev.pharos.core.sync.Digest;
import dev.pharos.core.sync.Versions;
import java.util.Optional;

/** What is known of another node. Thread: one at a time. Unit: milliseconds of the steady clock. */
final class Peer {
    /** After so many rounds in which two nodes never held the same, all is compared. */
    private static final int UNEQUAL_MAX = 15;

    final NodeId id;
    private long heardMillis;
    private boolean inTouch;
    private long boot;
    private boolean reachesThis;

    /** Whether it has been compared with since it came, or came back. */
    private boolean met;

    /** Whether it was asked for its state and has not answered yet. */
    boolean asked;

    /** How many comparisons with it have not ended yet. */
    int comparing;

    /** Whether its state was taken in since this node has started. */
    private boolean taken;

    private Presence presence = Presence.AWAY;

    private Versions seen = new Versions();
    private Optional<Versions> lacking = Optional.empty();
    private boolean differed;
    private int unequal;

    Peer(NodeId id, long nowMillis) {
        this.id = id;
        this.heardMillis = nowMillis;
    }

    void heard(Letters.Report report, long nowMillis) {
        if (!inTouch || boot != report.run().boot()) {
            met = false;
        }
        heardMillis = nowMillis;
        inTouch = true;
        boot = report.run().boot();
        reachesThis = report.reaches();
        seen = report.digest().versions();
    }

    /** What it holds has been taken in. */
    void taken() {
        taken = true;
        met = true;
    }

    boolean isTaken() {
        return taken;
    }

    void lost() {
        inTouch = false;
    }

    long boot() {
        return boot;
    }

    /** What it had seen when it was last heard. */
    Versions seen() {
        return seen;
    }

    boolean reachesThis() {
        return reachesThis;
    }

    /** One that has come back is there when it is known what has happened meanwhile. */
    Presence presence(SyncSettings settings, long nowMillis) {
        long silent = nowMillis - heardMillis;
        if (inTouch && silent <= settings.silence().toMillis()) {
            Presence before = presence == Presence.HIDDEN ? Presence.HIDDEN : Presence.AWAY;
            presence = met ? Presence.PRESENT : before;
        } else if (silent > settings.lost().toMillis()) {
            presence = Presence.LOST;
        } else {
            presence = silent > settings.grace().toMillis() ? Presence.HIDDEN : Presence.AWAY;
        }
        return presence;
    }

    /**
     * Whether something is missing here for longer than it takes to come, or two nodes have seen
     * the same and hold different things. Order: once a round.
     */
    boolean isAhead(Digest mine, Digest theirs) {
        boolean same = mine.versions().isLevel(theirs.versions());
        if (same && mine.hash() == theirs.hash()) {
            taken();
            settled();
            return false;
        }
        boolean lacks = lacking.filter(before -> !mine.versions().covers(before)).isPresent();
        boolean differs = same && differed;
        differed = same;
        lacking = Optional.of(theirs.versions());
        unequal++;
        if (!met || lacks || differs || unequal > UNEQUAL_MAX) {
            settled();
            return true;
        }
        return false;
    }

    private void settled() {
        differed = false;
        unequal = 0;
        lacking = Optional.empty();
    }
}
