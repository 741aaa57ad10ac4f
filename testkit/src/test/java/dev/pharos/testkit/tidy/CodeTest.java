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
    void testsDoNotSleep() {
        String[] sleeps = {
            "Thread.sleep(1)",
            "java.util.concurrent.TimeUnit.SECONDS.sleep(1)",
            "LockSupport.parkNanos(1)",
            "sleep(1)"
        };
        for (String sleep : sleeps) {
            String code = "package a;\nfinal class B { void b() { " + sleep + "; } }";
            assertThat(rules("core/src/test/java/a/B.java", code)).containsExactly("sleep");
            assertThat(rules("testkit/src/main/java/a/B.java", code)).containsExactly("sleep");
            assertThat(rules(code)).isEmpty();
        }
    }

    @Test
    void staticArraysAreSeenAndWrittenByNobody() {
        String table = "package a;\nfinal class B { private static final int[] T = {1};\n";
        assertThat(arrays(table + "int b() { int[] t = {2}; t[0] = T[0]; return t[0]; } }"))
                .isEmpty();
        assertThat(arrays(table + "void b() { T[0] = 2; } }")).hasSize(1);
        assertThat(arrays(table + "void b() { T[0] += 2; B.T[0]++; } }")).hasSize(2);
        assertThat(arrays(table + "void b() { Arrays.fill(T, 2); } }")).hasSize(1);
        assertThat(arrays("package a;\nfinal class B { static final int[] T = {1}; }")).hasSize(1);
        assertThat(arrays("package a;\ninterface B { int[] T = {1}; }")).hasSize(1);
    }

    private static List<Blemish> arrays(String code) {
        return Statics.blemishes(Source.parse("core/src/main/java/a/B.java", code));
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
        return rules("core/src/main/java/a/B.java", code);
    }

    private static List<String> rules(String path, String code) {
        Source source = Source.parse(path, code);
        return Code.blemishes(source).stream().map(Blemish::rule).toList();
    }
}
