package dev.pharos.core.law;

import java.util.Random;
import java.util.function.Consumer;

/** The cases of a law: one per seed. With {@code -Dseed=} only that one. */
public final class Seeds {
    private static final int CASES = 1_000;

    private Seeds() {}

    /** Fails with the seed that breaks the law. */
    public static void each(Consumer<Random> law) {
        long first = Long.getLong("seed", 1);
        int cases = Long.getLong("seed") == null ? CASES : 1;
        for (long seed = first; seed < first + cases; seed++) {
            try {
                law.accept(new Random(seed));
            } catch (AssertionError broken) {
                throw new AssertionError("repeat with -Dseed=" + seed, broken);
            }
        }
    }
}
