package dev.pharos.testkit.golden;

import dev.pharos.testkit.golden.Verdict.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How many steps had which outcome. */
record Tally(Map<Outcome, Integer> counts) {
    Tally {
        counts = Map.copyOf(counts);
    }

    static Tally of(List<Verdict> verdicts) {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        verdicts.forEach(verdict -> counts.merge(verdict.outcome(), 1, Integer::sum));
        return new Tally(counts);
    }

    int count(Outcome outcome) {
        return counts.getOrDefault(outcome, 0);
    }

    private int judged() {
        return counts.values().stream().mapToInt(Integer::intValue).sum() - count(Outcome.IGNORED);
    }

    private int equal() {
        return counts.keySet().stream().filter(Outcome::isEqual).mapToInt(this::count).sum();
    }

    /** Unit: percent of the judged steps that are equal; what is refused as 2.5.1 is not. */
    double share() {
        return percent(equal());
    }

    private double percent(int steps) {
        return judged() == 0 ? 100 : 100.0 * steps / judged();
    }

    String line(String name) {
        return String.format(
                "%-28s %4d steps: %4d equal %5.1f %% (%d as 1.1.3), %d refused as 2.5.1 (with"
                        + " them %.1f %%), %d excepted, %d not covered, %d different",
                name,
                judged(),
                equal(),
                share(),
                count(Outcome.EQUAL_LEGACY),
                count(Outcome.REFUSED),
                percent(equal() + count(Outcome.REFUSED)),
                count(Outcome.EXCEPTED),
                count(Outcome.UNCOVERED),
                count(Outcome.DIFFERENT));
    }
}
