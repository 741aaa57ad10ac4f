package dev.pharos.testkit.sim;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The ephemeral half on several nodes, on one thread and in virtual time, with faults from one
 * seed; {@code -Dseed=} repeats a failure.
 */
final class EphemeralSim {
    private static final int SEEDS = 210;
    private static final int LOSING_SEEDS = 90;
    private static final int MANY = 3_000;

    /** Each showed a fault once: of what is simulated, of its world, or of what is asked of it. */
    private static final List<Long> ONCE_BROKEN =
            List.of(94L, 373L, 1725L, 2517L, 2624L, 3970L, 4741L, 5101L);

    @Test
    void allNodesShowWhoLivesWhateverHappens() {
        each(1, SEEDS, false);
    }

    @Test
    @Tag("all")
    void theSameWithManyMoreSeeds() {
        each(SEEDS + 1, MANY, false);
    }

    /** A node comes back with a folder that was wiped, or put back from long ago. */
    @Test
    void theSameWhenFoldersAreLost() {
        each(1, LOSING_SEEDS, true);
    }

    @Test
    @Tag("all")
    void theSameWhenFoldersAreLostWithManyMoreSeeds() {
        each(LOSING_SEEDS + 1, MANY, true);
    }

    @Test
    void whatOnceBrokeHolds() {
        ONCE_BROKEN.forEach(seed -> one(seed, false));
    }

    private static void each(long from, int count, boolean losing) {
        long first = Long.getLong("seed", from);
        long end = Long.getLong("seed") == null ? from + count : first + 1;
        for (long seed = first; seed < end; seed++) {
            one(seed, losing);
        }
    }

    private static void one(long seed, boolean losing) {
        EphemeralRun run = new EphemeralRun(seed, losing);
        try {
            run.run();
        } catch (AssertionError | RuntimeException broken) {
            String history = String.join("\n", run.history());
            throw new AssertionError("repeat with -Dseed=" + seed + "\n" + history, broken);
        }
    }
}
