package dev.pharos.core.health;

import java.util.Optional;

/**
 * What the answers of a persistent instance say so far, and how soon to ask again. An instance
 * changes its state after three equal answers in a row, or at once when it refuses to be asked.
 *
 * <p>Source: the active checks of Nacos 1.1–2.5 with their standard parameters (golden
 * 13-naming-v1-persistent/list-after-check).
 *
 * @param paceMillis the pause before the next question; comes nearer to the time that answers take.
 *     Unit: milliseconds
 * @param lives whether the newest answers say so
 * @param same how many answers in a row have said that; a refusal counts as enough
 */
public record Probing(double paceMillis, boolean lives, int same) {
    private static final int SAME_ENOUGH = 3;

    /** What came of one question. */
    public enum Answer {
        /** It lives. */
        ALIVE,
        /** Nothing came in time, or an answer that need not mean anything. */
        SILENT,
        /** It is certain that it does not serve. */
        REFUSED
    }

    /**
     * How fast the pace follows the answers, and its bounds.
     *
     * @param inertia the share of the former pace in the next; 0 to 1
     */
    public record Rhythm(int minMillis, int maxMillis, double inertia) {
        public static final Rhythm TCP = new Rhythm(1000, 5000, 0.75);
        public static final Rhythm HTTP = new Rhythm(500, 5000, 0.85);
        public static final Rhythm MYSQL = new Rhythm(2000, 3000, 0.65);

        /** The rhythm for a way to probe, by the wire's name. */
        public static Rhythm of(String type) {
            return switch (type) {
                case "HTTP" -> HTTP;
                case "MYSQL" -> MYSQL;
                default -> TCP;
            };
        }
    }

    /** Not asked yet. Unit: milliseconds until the first question. */
    public static Probing fresh(double firstMillis) {
        return new Probing(firstMillis, false, 0);
    }

    /** After one more answer, which took so long. */
    public Probing after(Answer answer, long tookMillis, Rhythm rhythm) {
        double pace = rhythm.inertia() * paceMillis + (1 - rhythm.inertia()) * tookMillis;
        double bounded = Math.clamp(pace, rhythm.minMillis(), rhythm.maxMillis());
        boolean alive = answer == Answer.ALIVE;
        int before = alive == lives ? same : 0;
        int now = answer == Answer.REFUSED ? SAME_ENOUGH : Math.min(before + 1, SAME_ENOUGH);
        return new Probing(bounded, alive, now);
    }

    /** Whether it is healthy, once the answers are enough to say so. */
    public Optional<Boolean> verdict() {
        return same >= SAME_ENOUGH ? Optional.of(lives) : Optional.empty();
    }
}
