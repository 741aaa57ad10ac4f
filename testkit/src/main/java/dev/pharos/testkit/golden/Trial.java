package dev.pharos.testkit.golden;

import dev.pharos.testkit.golden.Verdict.Outcome;
import dev.pharos.testkit.golden.replay.Answer;
import dev.pharos.testkit.golden.replay.Pace;
import dev.pharos.testkit.golden.replay.Replayer;
import dev.pharos.testkit.golden.replay.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A scenario played against a server, and what the judge says to each step. */
record Trial(String scenario, Map<String, Answer> answers, List<Verdict> verdicts) {
    private static final int SHOWN_MAX = 1500;

    /** Thread: blocks for the length of the scenario. */
    static Trial of(String scenario, Target target, Pace pace) throws InterruptedException {
        Map<String, Answer> answers =
                Replayer.play(Recordings.scenario(scenario), target, Recordings.MODERN, pace);
        Judge judge = new Judge(Recordings.rules(), Recordings.exceptions());
        return new Trial(scenario, answers, judge.judge(scenario, answers));
    }

    /** One line of counts, then the names of the steps that are not as they will be. */
    String summary() {
        return Tally.of(verdicts).line(scenario)
                + named("different", Outcome.DIFFERENT)
                + named("not covered", Outcome.UNCOVERED);
    }

    private String named(String what, Outcome outcome) {
        List<String> steps = steps(outcome);
        return steps.isEmpty() ? "" : "\n    " + what + ": " + String.join(" ", steps);
    }

    private List<String> steps(Outcome outcome) {
        return verdicts.stream().filter(v -> v.outcome() == outcome).map(Verdict::step).toList();
    }

    /** What must be mended, in the server or in the list of exceptions. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (String step : steps(Outcome.DIFFERENT)) {
            faults.add(new Place(scenario, step) + " is different");
        }
        faults.addAll(Recordings.exceptions().needless(scenario, verdicts));
        return faults;
    }

    /** All that is known of each step that is not simply equal. */
    String details() {
        Map<String, Answer> modern = Recordings.answers(Recordings.MODERN, scenario);
        Map<String, Answer> legacy = Recordings.answers(Recordings.LEGACY, scenario);
        return verdicts.stream()
                .filter(verdict -> !verdict.differences().isEmpty())
                .map(
                        verdict -> {
                            String step = verdict.step();
                            return heading(verdict, Optional.ofNullable(modern.get(step)))
                                    + shown("2.5.1", Optional.ofNullable(modern.get(step)))
                                    + shown("1.1.3", Optional.ofNullable(legacy.get(step)))
                                    + shown("got", Optional.ofNullable(answers.get(step)));
                        })
                .collect(Collectors.joining("\n"));
    }

    private String heading(Verdict verdict, Optional<Answer> recorded) {
        String request =
                recorded.flatMap(Answer::sent)
                        .map(s -> s.method() + " " + cut(s.uri()) + "  " + oneLine(s.body()))
                        .orElse("no request over HTTP");
        return new Place(scenario, verdict.step())
                + (" [" + verdict.outcome() + "] " + verdict.reason()).stripTrailing()
                + ("\n" + request).stripTrailing()
                + "\n"
                + String.join("\n", verdict.differences())
                + "\n";
    }

    private static String shown(String whose, Optional<Answer> answer) {
        return answer.map(a -> String.format("%-5s | %s%n", whose, line(a))).orElse("");
    }

    private static String line(Answer answer) {
        String status = answer.hasStatus() ? String.valueOf(answer.status()) : "";
        String type = answer.header("Content-Type").orElse("");
        return String.join(" ", status, type, answer.error(), oneLine(answer.content().text()));
    }

    private static String oneLine(String text) {
        return cut(text).replace("\r", "").replace("\n", "\\n");
    }

    private static String cut(String text) {
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "...";
    }
}
