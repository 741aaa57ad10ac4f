package dev.pharos.testkit.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.testkit.check.Operation.Outcome;
import dev.pharos.testkit.check.Operation.Read;
import dev.pharos.testkit.check.Operation.Write;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyHistoryTest {
    private final KeyHistory history = new KeyHistory("k", "0");

    @Test
    void oneAfterAnotherIsFine() {
        write("0", "1", 0, 10, Outcome.DONE);
        read("1", 11, 12);
        write("1", "2", 13, 20, Outcome.DONE);
        read("2", 21, 22);

        assertThat(history.violations()).isEmpty();
    }

    @Test
    void whatOverlapsMayBeReadBeforeAndAfter() {
        write("0", "1", 0, 100, Outcome.DONE);
        read("0", 10, 60);
        read("1", 20, 50);

        assertThat(history.violations()).isEmpty();
    }

    @Test
    void anOldValueAfterTheNewOneIsWrong() {
        write("0", "1", 0, 10, Outcome.DONE);
        read("0", 11, 12);

        assertThat(history.violations()).singleElement().asString().contains("had ended before");
    }

    @Test
    void aReaderDoesNotGoBackWhileAWriteGoesOn() {
        write("0", "1", 0, 100, Outcome.DONE);
        read("1", 10, 20);
        read("0", 30, 40);

        assertThat(history.violations()).isNotEmpty();
    }

    @Test
    void twoThatReplacedTheSameAreALostUpdate() {
        write("0", "1", 0, 10, Outcome.DONE);
        write("0", "2", 5, 15, Outcome.DONE);

        assertThat(history.violations()).anyMatch(wrong -> wrong.contains("more than one"));
    }

    @Test
    void anAcknowledgedWriteThatNothingLeadsToIsLost() {
        write("0", "1", 0, 10, Outcome.DONE);
        write("9", "2", 11, 20, Outcome.DONE);

        assertThat(history.violations()).anyMatch(wrong -> wrong.contains("lost"));
    }

    @Test
    void whatWasRefusedNeverHappens() {
        write("0", "1", 0, 10, Outcome.REFUSED);
        read("1", 11, 12);

        assertThat(history.violations()).isNotEmpty();
    }

    @Test
    void whatIsUnknownMayHappenLateOrNever() {
        write("0", "1", 0, 10, Outcome.UNKNOWN);
        write("0", "2", 0, 10, Outcome.UNKNOWN);
        read("0", 50, 60);
        read("1", 70, 80);

        assertThat(history.violations()).isEmpty();
    }

    @Test
    void whatIsUnknownDoesNotHappenBeforeItBegins() {
        write("0", "1", 50, 60, Outcome.UNKNOWN);
        read("1", 10, 20);

        assertThat(history.violations()).anyMatch(wrong -> wrong.contains("before it was written"));
    }

    @Test
    void aListenerNeverGoesBackAndHearsTheLast() {
        write("0", "1", 0, 10, Outcome.DONE);
        write("1", "2", 11, 20, Outcome.DONE);

        assertThat(history.violations(List.of("0", "2"))).isEmpty();
        assertThat(history.violations(List.of("1", "0", "2"))).hasSize(1);
        assertThat(history.violations(List.of("0", "1"))).hasSize(1);
    }

    private void write(String from, String to, long begun, long ended, Outcome outcome) {
        history.add(new Write(from, to, begun, ended, outcome));
    }

    private void read(String value, long begun, long ended) {
        history.add(new Read(value, begun, ended));
    }
}
