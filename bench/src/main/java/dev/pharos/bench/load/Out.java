package dev.pharos.bench.load;

import java.util.List;
import java.util.Locale;

/** What was measured, a line each. */
final class Out {
    private Out() {}

    static void print(String format, List<Object> values) {
        System.out.println(String.format(Locale.ROOT, format, values.toArray()));
    }
}
