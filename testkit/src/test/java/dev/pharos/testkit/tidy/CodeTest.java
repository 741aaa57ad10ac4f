package dev.pharos.testkit.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A gate that never closes looks like a tidy house: so each rule is seen to find something. */
final class CodeTest {
    @Test
    void findsEachFault() {
        assertThat(
                        rules(
                                """
                                package a;

                                import java.util.*;

                                class OrderManager {
                                    int getCount(int a, int b, int c, int d, int e, int f) {
                                        while (a > 0) {
                                            for (;;) {
                                                if (b > 0) {
                                                    return switch (c) {
                                                        default -> 0;
                                                    };
                                                }
                                            }
                                        }
                                        return 0;
                                    }
                                }
                                """))
                .containsExactlyInAnyOrder(
                        "class-name",
                        "final-class",
                        "getter",
                        "nesting",
                        "parameters",
                        "star-import");
    }

    @Test
    void countsTheLinesOfMethods() {
        String body = "x();\n".repeat(60);
        assertThat(rules("package a;\nfinal class B { void b() {\n" + body + "} }"))
                .containsExactly("method-length");
    }

    @Test
    void countsParametersOfMethodsAndNotOfRecords() {
        String many = "int a, int b, int c, int d, int e, int f";
        assertThat(rules("package a;\nrecord B(" + many + ") {\n B {\n }\n}")).isEmpty();
        assertThat(rules("package a;\nfinal class B {\n B(" + many + ") {\n }\n}"))
                .containsExactly("parameters");
    }

    @Test
    void letsGoodCodeBe() {
        assertThat(
                        rules(
                                """
                                package a;

                                record Order(int a, int b, int c, int d, int e, int f) {
                                    @Override
                                    public int getCount() {
                                        if (a > 0) {
                                            return 1;
                                        } else if (a > 1) {
                                            return 2;
                                        } else if (a > 2) {
                                            return 3;
                                        } else if (a > 3) {
                                            return 4;
                                        }
                                        return 5;
                                    }
                                }
                                """))
                .isEmpty();
    }

    private static List<String> rules(String code) {
        Source source = Source.parse("core/src/main/java/a/B.java", code);
        return Code.blemishes(source).stream().map(Blemish::rule).toList();
    }
}
