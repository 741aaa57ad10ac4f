package dev.pharos.testkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.testkit.golden.Verdict.Outcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ExceptionsTest {
    private static final String NAMING = "11-naming-v1-bad-input";

    private final Exceptions exceptions =
            Exceptions.read(
                    """
                    # names
                    [refused] A name that no client
                    could use again.
                    11: name-tab ip-*

                    [excepted] says more
                    12: list

                    [excepted 400] is told why
                    12: page
                    """);

    private Optional<String> reason(String scenario, String step, Outcome outcome) {
        return exceptions.reason(new Place(scenario, step), outcome, 400, List.of(400));
    }

    @Test
    void reasonMayGoOnInTheNextLine() {
        assertThat(reason(NAMING, "name-tab", Outcome.REFUSED))
                .contains("A name that no client could use again.");
    }

    @Test
    void starStandsForAnyEnd() {
        assertThat(reason(NAMING, "ip-long", Outcome.REFUSED)).isPresent();
        assertThat(reason(NAMING, "name-tab-2", Outcome.REFUSED)).isEmpty();
        assertThat(reason(NAMING, "ip-long", Outcome.EXCEPTED)).isEmpty();
        assertThat(reason("12-x", "ip-long", Outcome.REFUSED)).isEmpty();
    }

    @Test
    void entryThatNoStepNeedsIsAFault() {
        List<Verdict> verdicts =
                List.of(
                        new Verdict("name-tab", Outcome.EQUAL, List.of(), ""),
                        new Verdict("ip-long", Outcome.REFUSED, List.of(), ""));
        assertThat(exceptions.needless(NAMING, verdicts))
                .containsExactly("11: name-tab is no longer REFUSED");
    }

    @Test
    void exceptedIsAnAnswerOfTheRecordedClassOrOfTheNamedStatus() {
        Place list = new Place("12-x", "list");
        assertThat(exceptions.reason(list, Outcome.EXCEPTED, 204, List.of(200))).isPresent();
        assertThat(exceptions.reason(list, Outcome.EXCEPTED, 200, List.of(400, 200))).isPresent();
        assertThat(exceptions.reason(list, Outcome.EXCEPTED, 500, List.of(400, 200))).isEmpty();
        Place page = new Place("12-x", "page");
        assertThat(exceptions.reason(page, Outcome.EXCEPTED, 400, List.of(200)))
                .contains("is told why");
        assertThat(exceptions.reason(page, Outcome.EXCEPTED, 404, List.of(404))).isEmpty();
    }

    @Test
    void stepsNeedAReason() {
        assertThatThrownBy(() -> Exceptions.read("[excepted]\n10: list"))
                .hasMessageContaining("10: list");
        assertThatThrownBy(() -> Exceptions.read("[excepted 400]\n10: list"))
                .hasMessageContaining("10: list");
        assertThatThrownBy(() -> Exceptions.read("[liked] because\n10: list"))
                .hasMessageContaining("10: list");
    }
}
