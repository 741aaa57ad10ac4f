package dev.pharos.core.name;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NamespaceTest {
    @Test
    void everySpellingOfThePublicOneIsTheSame() {
        for (String spelling : new String[] {null, "", " ", "public", "PUBLIC", "null"}) {
            assertThat(Namespace.of(spelling)).as("%s", spelling).isEqualTo(Namespace.PUBLIC);
        }
        assertThat(Namespace.of("public-1").isPublic()).isFalse();
    }

    @Test
    void servicesAreOrderedByNamespaceGroupAndName() {
        ServiceName first = new ServiceName(new Namespace("a"), "z", "z");
        ServiceName second = new ServiceName(new Namespace("b"), "a", "b");
        ServiceName third = new ServiceName(new Namespace("b"), "a", "c");
        assertThat(first).isLessThan(second);
        assertThat(second).isLessThan(third);
        assertThat(second.grouped()).isEqualTo("a@@b");
    }
}
