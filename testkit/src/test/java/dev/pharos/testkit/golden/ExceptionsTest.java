package dev.pharos.testkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.testkit.golden.Verdict.Outcome;
import java.util.List;
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
                    """);

    @Test
    void reasonMayGoOnInTheNextLine() {
        assertThat(exceptions.reason(new Place(NAMING, "name-tab"), Outcome.REFUSED))
                .contains("A name that no client could use again.");
    }

    @Test
    void starStandsForAnyEnd() {
        assertThat(exceptions.reason(new Place(NAMING, "ip-long"), Outcome.REFUSED)).isPresent();
        assertThat(exceptions.reason(new Place(NAMING, "name-tab-2"), Outcome.REFUSED)).isEmpty();
        assertThat(exceptions.reason(new Place(NAMING, "ip-long"), Outcome.EXCEPTED)).isEmpty();
        assertThat(exceptions.reason(new Place("12-x", "ip-long"), Outcome.REFUSED)).isEmpty();
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
    void stepsNeedAReason() {
        assertThatThrownBy(() -> Exceptions.read("[excepted]\n10: list"))
                .hasMessageContaining("10: list");
        assertThatThrownBy(() -> Exceptions.read("[liked] because\n10: list"))
                .hasMessageContaining("10: list");
    }
}
