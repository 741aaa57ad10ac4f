package dev.pharos.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pharos.core.law.Seeds;
import dev.pharos.core.name.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Versions are a set of writes; {@code -Dseed=} repeats a failure. */
final class VersionsLaws {
    @Test
    void joiningIsAUnion() {
        Seeds.each(
                random -> {
                    List<Dot> dots = dots(random);
                    Versions one = seen(dots.subList(0, dots.size() / 2));
                    Versions other = seen(dots.subList(dots.size() / 2, dots.size()));
                    Versions both = joined(one, other);
                    assertThat(both).isEqualTo(seen(dots)).isEqualTo(joined(other, one));
                    assertThat(joined(both, one)).isEqualTo(both);
                    assertThat(both.covers(one)).isTrue();
                    assertThat(both.covers(other)).isTrue();
                    assertThat(dots).allMatch(both::covers);
                    assertThat(one.covers(both)).isEqualTo(one.equals(both));
                });
    }

    @Test
    void joiningIsAssociative() {
        Seeds.each(
                random -> {
                    Versions a = seen(dots(random));
                    Versions b = seen(dots(random));
                    Versions c = seen(dots(random));
                    assertThat(joined(joined(a, b), c)).isEqualTo(joined(a, joined(b, c)));
                });
    }

    @Test
    void whatWasNotSeenIsNotCovered() {
        Seeds.each(
                random -> {
                    List<Dot> dots = new ArrayList<>(dots(random));
                    Dot one = dots.removeFirst();
                    dots.removeIf(one::equals);
                    Versions versions = seen(dots);
                    assertThat(versions.covers(one)).isFalse();
                    versions.note(one);
                    assertThat(versions.covers(one)).isTrue();
                });
    }

    @Test
    void theOrderOfWritesDoesNotMatter() {
        Seeds.each(
                random -> {
                    List<Dot> dots = new ArrayList<>(dots(random));
                    Versions versions = seen(dots);
                    Collections.shuffle(dots, random);
                    assertThat(seen(dots)).isEqualTo(versions);
                    assertThat(Versions.of(versions.spans())).isEqualTo(versions);
                });
    }

    @Test
    void onlyTheNewestRunsOfANodeAreKeptApart() {
        Versions versions = new Versions();
        for (int boot = 1; boot <= Versions.BOOTS_MAX + 10; boot++) {
            versions.note(dot("a", boot, 1));
        }
        assertThat(versions.spans()).as("and what is over").hasSize(Versions.BOOTS_MAX + 1);
        assertThat(versions.covers(dot("a", 3, 9))).as("counts as seen").isTrue();
        assertThat(versions.covers(dot("a", 11, 2))).isFalse();
        assertThat(versions.covers(dot("b", 3, 9))).isFalse();
        versions.note(dot("a", 3, 9));
        assertThat(versions.spans()).as("and what is over").hasSize(Versions.BOOTS_MAX + 1);
        assertThat(versions.newestBoot(new NodeId("a"))).isEqualTo(Versions.BOOTS_MAX + 10);
        assertThat(versions.newestBoot(new NodeId("b"))).isZero();
    }

    /** What is over counts as seen, and to nobody does anything seem to be missing. */
    @Test
    void whatIsSettledIsSeen() {
        Seeds.each(
                random -> {
                    List<Dot> dots = dots(random);
                    Versions versions = seen(dots);
                    Versions other = versions.copy();
                    versions.settle(Set.of(new NodeId("n0"), new NodeId("n1")), List.of(other));
                    assertThat(dots).allMatch(versions::covers);
                    assertThat(versions.isLevel(other)).isTrue();
                    assertThat(versions.spans()).hasSizeLessThanOrEqualTo(5);
                    assertThat(Versions.of(versions.spans())).isEqualTo(versions);
                    assertThat(joined(versions, other)).isEqualTo(versions);
                    versions.note(dot("n2", 1, 99));
                    assertThat(versions.covers(dot("n2", 3, 1))).as("a later run").isFalse();
                });
    }

    @Test
    void whatNotAllHaveSeenIsStillCounted() {
        Versions one = seen(List.of(dot("a", 1, 1), dot("a", 1, 2), dot("a", 2, 1)));
        Versions other = seen(List.of(dot("a", 1, 1), dot("a", 2, 1)));
        Set<NodeId> known = Set.of(new NodeId("a"));
        one.settle(known, List.of(one.copy(), other));
        other.settle(known, List.of(one));
        assertThat(one.covers(dot("a", 1, 3))).isFalse();
        assertThat(other.covers(dot("a", 1, 2))).isFalse();
        other.note(dot("a", 1, 2));
        other.settle(known, List.of(one));
        assertThat(other.covers(dot("a", 1, 3))).isTrue();
        assertThat(other.covers(dot("a", 2, 2))).as("the newest run").isFalse();
        assertThat(other.newestBoot(new NodeId("a"))).isEqualTo(2);
    }

    @Test
    void fewOfThoseWhoHaveLeftAreRemembered() {
        Versions versions = new Versions();
        for (int node = 0; node < Versions.DEPARTED_MAX + 10; node++) {
            versions.note(dot("n" + node, 1, 1));
        }
        versions.settle(Set.of(), List.of());
        assertThat(versions.spans()).hasSize(Versions.DEPARTED_MAX);
    }

    private static List<Dot> dots(Random random) {
        List<Dot> dots = new ArrayList<>();
        for (int i = random.nextInt(30) + 2; i > 0; i--) {
            dots.add(dot("n" + random.nextInt(3), random.nextInt(2) + 1, random.nextInt(12) + 1));
        }
        return dots;
    }

    private static Dot dot(String node, long boot, long seq) {
        return new Dot(new Origin(new NodeId(node), boot), seq);
    }

    private static Versions seen(List<Dot> dots) {
        Versions versions = new Versions();
        dots.forEach(versions::note);
        return versions;
    }

    private static Versions joined(Versions one, Versions other) {
        Versions both = one.copy();
        both.join(other);
        return both;
    }
}
