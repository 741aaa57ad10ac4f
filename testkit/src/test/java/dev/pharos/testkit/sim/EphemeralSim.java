package dev.pharos.testkit.sim;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The ephemeral half on several nodes, on one thread and in virtual time, with faults from one
 * seed; {@code -Dseed=} repeats a failure.
 */
final class EphemeralSim {
    private static final int SEEDS = 210;
    private static final int MANY = 3_000;

    @Test
    void allNodesShowWhoLivesWhateverHappens() {
        each(1, SEEDS);
    }

    @Test
    @Tag("all")
    void theSameWithManyMoreSeeds() {
        each(SEEDS + 1, MANY);
    }

    private static void each(long from, int count) {
        long first = Long.getLong("seed", from);
        long end = Long.getLong("seed") == null ? from + count : first + 1;
        for (long seed = first; seed < end; seed++) {
            EphemeralRun run = new EphemeralRun(seed);
            try {
                run.run();
            } catch (AssertionError | RuntimeException broken) {
                String history = String.join("\n", run.history());
                throw new AssertionError("repeat with -Dseed=" + seed + "\n" + history, broken);
            }
        }
    }
}
