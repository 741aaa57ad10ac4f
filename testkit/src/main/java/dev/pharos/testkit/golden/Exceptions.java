package dev.pharos.testkit.golden;

import dev.pharos.testkit.golden.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps whose answers are not those of the recorded servers, each with its reason.
 *
 * <p>A section opens with {@code [kind] reason}, which may go on in the next lines; then come lines
 * of steps, {@code NUMBER: step step*}, where the star stands for any end. {@code #} opens a
 * comment. An entry that is no longer needed is a fault: the list may only shrink.
 */
final class Exceptions {
    private static final Map<String, Outcome> KINDS =
            Map.of(
                    "refused", Outcome.REFUSED,
                    "excepted", Outcome.EXCEPTED,
                    "uncovered", Outcome.UNCOVERED);

    private record Entry(Outcome kind, String reason, String number, String step) {
        boolean covers(Place place) {
            return number.equals(place.number())
                    && (step.endsWith("*")
                            ? place.step().startsWith(step.substring(0, step.length() - 1))
                            : place.step().equals(step));
        }
    }

    private final List<Entry> entries;

    private Exceptions(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** Fails: on a line that is none of a section. */
    static Exceptions read(String text) {
        List<Entry> entries = new ArrayList<>();
        String kind = "";
        String reason = "";
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("[")) {
                int end = line.indexOf(']');
                kind = line.substring(1, end);
                reason = line.substring(end + 1).strip();
            } else if (line.matches("\\d+: .*")) {
                entries.addAll(entries(kind, reason, line));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                reason = reason + " " + line;
            }
        }
        return new Exceptions(entries);
    }

    private static List<Entry> entries(String kind, String reason, String line) {
        Outcome outcome = KINDS.get(kind);
        if (outcome == null || reason.isEmpty()) {
            throw new IllegalArgumentException(
                    "exceptions: `"
                            + line
                            + "` (expected: below a line `["
                            + KINDS.keySet()
                            + "] reason`)");
        }
        String number = line.substring(0, line.indexOf(':'));
        List<Entry> entries = new ArrayList<>();
        for (String step : line.substring(number.length() + 1).strip().split("\\s+", -1)) {
            entries.add(new Entry(outcome, reason, number, step));
        }
        return entries;
    }

    /** The reason for which a step may have that outcome. */
    Optional<String> reason(Place place, Outcome outcome) {
        return entries.stream()
                .filter(entry -> entry.kind() == outcome && entry.covers(place))
                .map(Entry::reason)
                .findFirst();
    }

    /** The entries of that scenario which none of its verdicts needs. */
    List<String> needless(String scenario, List<Verdict> verdicts) {
        String number = new Place(scenario, "").number();
        return entries.stream()
                .filter(entry -> entry.number().equals(number))
                .filter(
                        entry ->
                                verdicts.stream()
                                        .filter(v -> v.outcome() == entry.kind())
                                        .map(v -> new Place(scenario, v.step()))
                                        .noneMatch(entry::covers))
                .map(entry -> number + ": " + entry.step() + " is no longer " + entry.kind())
                .toList();
    }
}
