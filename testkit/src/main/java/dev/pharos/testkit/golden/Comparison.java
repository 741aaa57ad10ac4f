package dev.pharos.testkit.golden;

import dev.pharos.testkit.golden.json.Json;
import dev.pharos.testkit.golden.json.JsonReader;
import dev.pharos.testkit.golden.replay.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An answer against one that was recorded.
 *
 * <p>Of a refusal status and form count, the wording may be ours: form is the members of a JSON
 * object that has a {@code code}. Where the recorded server failed itself, with a 5xx or broken
 * HTTP, on what a caller did wrong, any 4xx will do.
 */
final class Comparison {
    private static final int SHOWN_MAX = 400;

    private final Rules rules;

    Comparison(Rules rules) {
        this.rules = rules;
    }

    /** Whether the recorded server said no: an error status, or HTTP too broken to be an answer. */
    static boolean isRefusal(Answer recorded) {
        if (recorded.sent().isEmpty() || recorded.error().contains("timeout")) {
            return false; // not HTTP, or held on purpose
        }
        return !recorded.hasStatus() || recorded.status() >= 400 || recorded.status() < 200;
    }

    /** In what the answer differs; nothing when it is as good as the recorded one. */
    List<String> differences(Answer expected, Answer got, StepRule rule) {
        if (isRefusal(expected)) {
            return misshapen(expected, got);
        }
        List<String> differences = coarse(expected, got, rule);
        List<String> wanted = rules.headers(expected);
        List<String> had = rules.headers(got);
        if (!wanted.equals(had)) {
            differences.add("headers: expected " + wanted + ", got " + had);
        }
        return differences;
    }

    /** As {@link #differences}, of status and body only: for the forms of another generation. */
    List<String> coarse(Answer expected, Answer got, StepRule rule) {
        List<String> differences = new ArrayList<>();
        if (expected.status() != got.status()) {
            differences.add("status: expected " + status(expected) + ", got " + status(got));
        }
        if (!expected.error().equals(got.error())) {
            differences.add("error: expected " + expected.error() + ", got " + got.error());
        }
        if (rule.ignored() == StepRule.Ignored.NOTHING && !isHead(expected)) {
            Contrast.between(rules.body(expected, rule), rules.body(got, rule))
                    .forEach(place -> differences.add("body" + place));
        }
        return differences;
    }

    private static List<String> misshapen(Answer expected, Answer got) {
        boolean broken = expected.status() < 400;
        if (broken && expected.status() == got.status() && expected.error().equals(got.error())) {
            return List.of();
        }
        if (!got.error().isEmpty() || got.status() < 400) {
            return List.of("a refusal expected (" + status(expected) + "), got " + status(got));
        }
        List<String> differences = new ArrayList<>();
        boolean ownFault = broken || expected.status() >= 500;
        if (expected.status() != got.status() && !(ownFault && got.status() < 500)) {
            differences.add("status: expected " + status(expected) + ", got " + status(got));
        }
        if (!isHead(expected) && !hasForm(expected, got, ownFault)) {
            String wanted = expected.content().text();
            String had = got.content().text();
            differences.add("form:\n  expected " + cut(wanted) + "\n  got      " + cut(had));
        }
        return differences;
    }

    private static boolean hasForm(Answer expected, Answer got, boolean ownFault) {
        Optional<Json.Members> form = object(expected).filter(f -> f.find("code").isPresent());
        if (form.isEmpty()) {
            return true;
        }
        Optional<Json.Members> had = object(got);
        return had.isPresent()
                && had.get().members().keySet().containsAll(form.get().members().keySet())
                && (ownFault || form.get().find("code").equals(had.get().find("code")));
    }

    private static Optional<Json.Members> object(Answer answer) {
        return JsonReader.find(answer.content().text())
                .filter(Json.Members.class::isInstance)
                .map(Json.Members.class::cast);
    }

    private static boolean isHead(Answer recorded) {
        return recorded.sent().filter(sent -> sent.method().equals("HEAD")).isPresent();
    }

    private static String status(Answer answer) {
        return answer.hasStatus() ? String.valueOf(answer.status()) : "none " + answer.error();
    }

    private static String cut(String text) {
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "...";
    }
}
