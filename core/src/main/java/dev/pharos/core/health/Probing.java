package dev.pharos.core.health;

import java.util.Optional;

/**
 * What the answers of a persistent instance say so far, and how soon to ask again. An instance
 * changes its state after some equal answers in a row, or at once when it refuses to be asked.
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
    /** More than any plan asks for. */
    private static final int CERTAIN = 1000;

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
        private static final int LEAST_MILLIS = 500;
        private static final int MOST_MILLIS = 3_600_000;
        public static final Rhythm TCP = new Rhythm(1000, 5000, 0.75);
        public static final Rhythm HTTP = new Rhythm(500, 5000, 0.85);
        public static final Rhythm MYSQL = new Rhythm(2000, 3000, 0.65);

        /** Bounded, so that no setting floods those who are asked. */
        public Rhythm {
            minMillis = Math.clamp(minMillis, LEAST_MILLIS, MOST_MILLIS);
            maxMillis = Math.clamp(maxMillis, minMillis, MOST_MILLIS);
            inertia = inertia >= 0 && inertia < 1 ? inertia : 0.75;
        }
    }

    /**
     * How everybody is asked; operators may change it while the node runs.
     *
     * @param enabled false: nobody is asked, and what is known stays
     * @param enough how many equal answers in a row are a verdict; 1 to 1000
     */
    public record Plan(boolean enabled, int enough, Rhythm tcp, Rhythm http, Rhythm mysql) {
        public static final Plan STANDARD =
                new Plan(true, 3, Rhythm.TCP, Rhythm.HTTP, Rhythm.MYSQL);

        public Plan {
            enough = Math.clamp(enough, 1, CERTAIN);
        }

        /** The rhythm for a way to probe, by the wire's name. */
        public Rhythm rhythm(String type) {
            return switch (type) {
                case "HTTP" -> http;
                case "MYSQL" -> mysql;
                default -> tcp;
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
        int now = answer == Answer.REFUSED ? CERTAIN : Math.min(before + 1, CERTAIN);
        return new Probing(bounded, alive, now);
    }

    /** Whether it is healthy, once so many equal answers say so. */
    public Optional<Boolean> verdict(int enough) {
        return same >= enough ? Optional.of(lives) : Optional.empty();
    }
}
