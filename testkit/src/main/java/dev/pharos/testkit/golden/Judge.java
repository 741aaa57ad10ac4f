package dev.pharos.testkit.golden;

import dev.pharos.testkit.golden.Verdict.Outcome;
import dev.pharos.testkit.golden.replay.Answer;
import dev.pharos.testkit.golden.replay.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says which answer is right: what 2.5.1 answered; where it refuses and 1.1.3 did as it was asked,
 * what 1.1.3 answered, if the path or form is 1.1.3's alone or the caller is a plain one.
 *
 * <p>"Plain" is who does not introduce itself as a client of Nacos: people with curl, scripts.
 */
final class Judge {
    /** What says that a path is not there. */
    private static final Set<Integer> NO_SUCH_PATH = Set.of(404, 405, 501);

    private record Right(Answer modern, Optional<Answer> legacy) {
        List<Integer> statuses() {
            List<Integer> statuses = new ArrayList<>(List.of(modern.status()));
            legacy.ifPresent(old -> statuses.add(old.status()));
            return statuses;
        }
    }

    private final Comparison comparison;
    private final Rules rules;
    private final Exceptions exceptions;

    Judge(Rules rules, Exceptions exceptions) {
        this.comparison = new Comparison(rules);
        this.rules = rules;
        this.exceptions = exceptions;
    }

    /** The verdicts on all steps that 2.5.1 answered, in order. */
    List<Verdict> judge(String scenario, Map<String, Answer> answers) {
        Map<String, Answer> legacy = Recordings.answers(Recordings.LEGACY, scenario);
        List<Verdict> verdicts = new ArrayList<>();
        Recordings.answers(Recordings.MODERN, scenario)
                .forEach(
                        (step, modern) -> {
                            Place place = new Place(scenario, step);
                            Optional<Answer> old =
                                    Optional.ofNullable(legacy.get(step))
                                            .filter(l -> isRight(l, modern));
                            verdicts.add(
                                    Optional.ofNullable(answers.get(step))
                                            .map(a -> judge(place, new Right(modern, old), a))
                                            .orElseGet(() -> missing(step)));
                        });
        return verdicts;
    }

    private static boolean isRight(Answer legacy, Answer modern) {
        boolean succeeded = legacy.status() >= 200 && legacy.status() < 300;
        return succeeded
                && Comparison.isRefusal(modern)
                && (NO_SUCH_PATH.contains(modern.status()) || isPlain(modern));
    }

    private static boolean isPlain(Answer recorded) {
        return recorded.sent().stream()
                .flatMap(sent -> sent.headers().stream())
                .noneMatch(Judge::introducesClient);
    }

    private static boolean introducesClient(Header header) {
        return header.isCalled("Client-Version")
                || (header.isCalled("User-Agent") && header.value().startsWith("Nacos-"));
    }

    private static Verdict missing(String step) {
        return new Verdict(step, Outcome.DIFFERENT, List.of("the step was not played"), "");
    }

    private Verdict judge(Place place, Right right, Answer got) {
        StepRule rule = rules.forStep(place);
        if (rule.ignored() == StepRule.Ignored.ALL) {
            return new Verdict(place.step(), Outcome.IGNORED, List.of(), "");
        }
        List<String> differences = comparison.differences(right.modern(), got, rule);
        if (right.legacy().isEmpty()) {
            return differences.isEmpty()
                    ? new Verdict(place.step(), Outcome.EQUAL, List.of(), "")
                    : different(place, right, got, differences);
        }
        List<String> toLegacy = comparison.coarse(right.legacy().get(), got, rule);
        if (toLegacy.isEmpty()) {
            return new Verdict(place.step(), Outcome.EQUAL_LEGACY, List.of(), "");
        }
        return differences.isEmpty()
                ? refused(place, right, got, toLegacy)
                : different(place, right, got, toLegacy);
    }

    private Verdict refused(Place place, Right right, Answer got, List<String> toLegacy) {
        return reason(place, Outcome.REFUSED, right, got)
                .map(r -> new Verdict(place.step(), Outcome.REFUSED, toLegacy, r))
                .orElseGet(
                        () -> {
                            List<String> differences = new ArrayList<>(toLegacy);
                            differences.add("(refused as 2.5.1 does, without a [refused] entry)");
                            return different(place, right, got, differences);
                        });
    }

    private Verdict different(Place place, Right right, Answer got, List<String> differences) {
        Optional<String> excepted = reason(place, Outcome.EXCEPTED, right, got);
        if (excepted.isPresent()) {
            return new Verdict(place.step(), Outcome.EXCEPTED, differences, excepted.get());
        }
        return reason(place, Outcome.UNCOVERED, right, got)
                .filter(_ -> NO_SUCH_PATH.contains(got.status()))
                .map(r -> new Verdict(place.step(), Outcome.UNCOVERED, differences, r))
                .orElseGet(() -> new Verdict(place.step(), Outcome.DIFFERENT, differences, ""));
    }

    /** Of what is not excepted the status is compared by itself. */
    private Optional<String> reason(Place place, Outcome outcome, Right right, Answer got) {
        List<Integer> allowed =
                outcome == Outcome.EXCEPTED ? right.statuses() : List.of(got.status());
        return exceptions.reason(place, outcome, got.status(), allowed);
    }
}
