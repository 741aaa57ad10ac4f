package dev.pharos.testkit.golden;

import dev.pharos.testkit.golden.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The steps whose answers are not those of the recorded servers, each with its reason.
 *
 * <p>A section opens with {@code [kind] reason}, which may go on in the next lines; then come lines
 * of steps, {@code NUMBER: step step*}, where the star stands for any end. {@code #} opens a
 * comment. An entry that is no longer needed is a fault: the list may only shrink.
 *
 * <p>A kind may name the status that is answered, {@code [excepted 400]}; where it names none, an
 * excepted step answers a status of the class of the recorded one.
 */
final class Exceptions {
    private static final Map<String, Outcome> KINDS =
            Map.of(
                    "refused", Outcome.REFUSED,
                    "excepted", Outcome.EXCEPTED,
                    "uncovered", Outcome.UNCOVERED);

    private static final Pattern SECTION =
            Pattern.compile("\\[(\\w+)(?: (\\d{3}))?\\] *(.*)", Pattern.DOTALL);

    /** Why steps may have an outcome; with the status that is answered then, where one is named. */
    private record Section(Outcome kind, Optional<Integer> status, String reason) {
        boolean allows(int answered, List<Integer> recorded) {
            return status.isPresent()
                    ? status.get() == answered
                    : recorded.stream().anyMatch(right -> right / 100 == answered / 100);
        }
    }

    private record Entry(Section section, String number, String step) {
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
        String section = "";
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("[")) {
                section = line;
            } else if (line.matches("\\d+: .*")) {
                entries.addAll(entries(section, line));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                section = section + " " + line;
            }
        }
        return new Exceptions(entries);
    }

    private static List<Entry> entries(String heading, String line) {
        Section section =
                section(heading)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "exceptions: `"
                                                        + line
                                                        + "` (expected: below a line `["
                                                        + KINDS.keySet()
                                                        + "] reason`)"));
        String number = line.substring(0, line.indexOf(':'));
        List<Entry> entries = new ArrayList<>();
        for (String step : line.substring(number.length() + 1).strip().split("\\s+", -1)) {
            entries.add(new Entry(section, number, step));
        }
        return entries;
    }

    private static Optional<Section> section(String heading) {
        Matcher parts = SECTION.matcher(heading);
        if (!parts.matches() || parts.group(3).isEmpty()) {
            return Optional.empty();
        }
        Optional<Integer> status = Optional.ofNullable(parts.group(2)).map(Integer::valueOf);
        return Optional.ofNullable(KINDS.get(parts.group(1)))
                .map(kind -> new Section(kind, status, parts.group(3)));
    }

    /**
     * The reason for which a step may have that outcome.
     *
     * @param answered the status that our server answered
     * @param recorded those that would be right
     */
    Optional<String> reason(Place place, Outcome outcome, int answered, List<Integer> recorded) {
        return entries.stream()
                .filter(entry -> entry.section().kind() == outcome && entry.covers(place))
                .filter(entry -> entry.section().allows(answered, recorded))
                .map(entry -> entry.section().reason())
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
                                        .filter(v -> v.outcome() == entry.section().kind())
                                        .map(v -> new Place(scenario, v.step()))
                                        .noneMatch(entry::covers))
                .map(
                        entry ->
                                number
                                        + ": "
                                        + entry.step()
                                        + " is no longer "
                                        + entry.section().kind())
                .toList();
    }
}
