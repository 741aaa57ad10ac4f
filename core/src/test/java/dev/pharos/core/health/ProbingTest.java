package dev.pharos.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.health.Probing.Answer;
import dev.pharos.core.health.Probing.Rhythm;
import org.junit.jupiter.api.Test;

final class ProbingTest {
    @Test
    void threeEqualAnswersInARowAreAVerdict() {
        Probing two = answered(Probing.fresh(2000), Answer.SILENT, Answer.SILENT);

        assertThat(two.verdict(3)).isEmpty();
        assertThat(answered(two, Answer.SILENT).verdict(3)).contains(false);
        assertThat(answered(two, Answer.ALIVE, Answer.ALIVE).verdict(3)).isEmpty();
        assertThat(answered(two, Answer.ALIVE, Answer.ALIVE, Answer.ALIVE).verdict(3))
                .contains(true);
    }

    @Test
    void aRefusalIsAVerdictAtOnceAndLifeHasToBeShownThreeTimes() {
        Probing refused = answered(Probing.fresh(2000), Answer.ALIVE, Answer.REFUSED);

        assertThat(refused.verdict(3)).contains(false);
        assertThat(answered(refused, Answer.ALIVE, Answer.ALIVE).verdict(3)).isEmpty();
    }

    @Test
    void anOperatorMayAskForFewerOrMoreEqualAnswers() {
        Probing once = answered(Probing.fresh(2000), Answer.SILENT);

        assertThat(once.verdict(1)).contains(false);
        assertThat(answered(once, Answer.SILENT, Answer.SILENT).verdict(4)).isEmpty();
        assertThat(answered(once, Answer.REFUSED).verdict(4)).contains(false);
        assertThat(new Probing.Plan(true, 0, Rhythm.TCP, Rhythm.HTTP, Rhythm.MYSQL).enough())
                .isEqualTo(1);
        assertThat(new Rhythm(0, -1, 7)).isEqualTo(new Rhythm(500, 500, 0.75));
    }

    @Test
    void thePaceComesNearerToTheTimeOfAnswersWithinItsBounds() {
        Probing once = Probing.fresh(4000).after(Answer.ALIVE, 10, Rhythm.TCP);
        assertThat(once.paceMillis()).isEqualTo(0.75 * 4000 + 0.25 * 10);

        Probing quick = once;
        Probing slow = once;
        for (int i = 0; i < 50; i++) {
            quick = quick.after(Answer.ALIVE, 0, Rhythm.TCP);
            slow = slow.after(Answer.ALIVE, 60_000, Rhythm.TCP);
        }
        assertThat(quick.paceMillis()).isEqualTo(1000);
        assertThat(slow.paceMillis()).isEqualTo(5000);
    }

    private static Probing answered(Probing before, Answer... answers) {
        Probing now = before;
        for (Answer answer : answers) {
            now = now.after(answer, 1, Rhythm.TCP);
        }
        return now;
    }
}
