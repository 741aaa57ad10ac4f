package dev.pharos.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ArgumentsTest {
    @Test
    void flagsBecomeKeysWhicheverWayTheyAreWritten() {
        assertThat(parse("start", "--port", "1", "--data=/d", "--set", "a=b=c", "-Dx=y"))
                .isEqualTo(
                        new Arguments.Start(
                                Map.of("server.port", "1", "a", "b=c", "x", "y"),
                                Optional.empty(),
                                "/d",
                                Optional.empty()));
        assertThat(parse("start", "--conf", "f", "--report", "r"))
                .isEqualTo(
                        new Arguments.Start(Map.of(), Optional.of("f"), "data", Optional.of("r")));
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        assertThat(parse()).isEqualTo(wrong("no command (expected: start; see --help)"));
        assertThat(parse("run"))
                .isEqualTo(wrong("unknown command: run (expected: start; see --help)"));
        assertThat(parse("start", "--prot=1"))
                .isEqualTo(wrong("unknown flag: --prot (see --help)"));
        assertThat(parse("start", "--port"))
                .isEqualTo(wrong("--port: a value is missing (see --help)"));
        assertThat(parse("start", "--data="))
                .isEqualTo(wrong("--data: a value is missing (see --help)"));
        assertThat(parse("start", "--data", ""))
                .isEqualTo(wrong("--data: a value is missing (see --help)"));
        assertThat(parse("start", "--set", "a")).isEqualTo(wrong("--set: a (expected: KEY=VALUE)"));
        assertThat(parse("start", "extra")).isEqualTo(wrong("unknown flag: extra (see --help)"));
    }

    @Test
    void helpAndVersionAreFoundAnywhere() {
        assertThat(parse("start", "--help")).isEqualTo(new Arguments.Help());
        assertThat(parse("--version")).isEqualTo(new Arguments.Version());
    }

    private static Arguments parse(String... words) {
        return Arguments.parse(List.of(words));
    }

    private static Arguments wrong(String line) {
        return new Arguments.Wrong(line);
    }
}
