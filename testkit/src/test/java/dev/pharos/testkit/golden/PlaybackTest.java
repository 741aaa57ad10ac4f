package dev.pharos.testkit.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.testkit.golden.Verdict.Outcome;
import dev.pharos.testkit.golden.replay.Answer;
import dev.pharos.testkit.golden.replay.Content;
import dev.pharos.testkit.golden.replay.Pace;
import dev.pharos.testkit.golden.replay.Replayer;
import dev.pharos.testkit.golden.replay.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The recorded server itself would pass: each scenario is sent as it was recorded, and what was
 * answered to it is judged as right.
 */
final class PlaybackTest {
    static Stream<String> scenarios() {
        return Recordings.scenarios().stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void recordedAnswersAreRight(String name) throws InterruptedException {
        Scenario scenario = Recordings.scenario(name);
        Map<String, Answer> recorded = Recordings.answers(Recordings.MODERN, name);
        Map<String, Answer> answers;
        try (Playback playback = Playback.of(scenario, recorded)) {
            answers = Replayer.play(scenario, playback.target(), Recordings.MODERN, new Hurry());
        }
        Exceptions refusals = Exceptions.read("[refused] as they were\n" + name(name) + ": *");
        List<Verdict> wrong =
                new Judge(Recordings.rules(), refusals)
                        .judge(name, answers).stream()
                                .filter(v -> !v.outcome().isEqual())
                                .filter(v -> v.outcome() != Outcome.IGNORED)
                                .filter(v -> v.outcome() != Outcome.REFUSED)
                                .filter(
                                        v ->
                                                isPlayable(
                                                        Optional.ofNullable(
                                                                recorded.get(v.step()))))
                                .toList();
        assertThat(wrong).isEmpty();
        assertThat(answers.keySet()).containsExactlyElementsOf(recorded.keySet());
    }

    private static String name(String scenario) {
        return new Place(scenario, "").number();
    }

    /** Of a long body only a digest was recorded, and broken HTTP is right for nobody. */
    private static boolean isPlayable(Optional<Answer> recorded) {
        return recorded.filter(a -> !(a.content() instanceof Content.Digest))
                .filter(a -> !a.error().startsWith("BadStatusLine"))
                .isPresent();
    }

    /** Time that passes only by waiting, and then at once. */
    private static final class Hurry implements Pace {
        private long nanos;

        @Override
        public void pause(Duration duration) {
            nanos += duration.toNanos();
        }

        @Override
        public long nanos() {
            return nanos;
        }
    }
}
