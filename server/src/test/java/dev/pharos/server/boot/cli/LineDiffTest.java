package dev.pharos.server.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LineDiffTest {
    @Test
    void equalTextsHaveNoLines() {
        assertThat(LineDiff.between("a\nb\n", "a\nb\n")).isEmpty();
    }

    @Test
    void whatWentAndWhatCameIsMarked() {
        assertThat(LineDiff.between("a\nb\nc\n", "a\nx\nc\nd\n"))
                .containsExactly(" a", "-b", "+x", " c", "+d");
    }

    @Test
    void fromAndToNothing() {
        assertThat(LineDiff.between("", "a\n")).containsExactly("+a");
        assertThat(LineDiff.between("a\n", "")).containsExactly("-a");
    }

    @Test
    void aMissingEndOfLineIsTold() {
        assertThat(LineDiff.between("a\n", "a")).containsExactly("(only the ends of lines differ)");
    }

    @Test
    void whatIsFarFromAChangeIsLeftOut() {
        String many = IntStream.range(0, 40).mapToObj(i -> i + "\n").collect(Collectors.joining());

        assertThat(LineDiff.between(many, many.replace("20\n", "x\n").replace("39\n", "y\n")))
                .containsExactly(
                        "...", " 17", " 18", " 19", "-20", "+x", " 21", " 22", " 23", "...", " 36",
                        " 37", " 38", "-39", "+y");
    }

    @Test
    void twoLongTextsWithoutACommonLineAreTwoBlocks() {
        String one =
                IntStream.range(0, 3000)
                        .mapToObj(i -> "a" + i + "\n")
                        .collect(Collectors.joining());
        String other = one.replace('a', 'b');

        assertThat(LineDiff.between(one, other)).hasSize(6000).startsWith("-a0").endsWith("+b2999");
    }
}
