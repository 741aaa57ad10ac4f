package dev.pharos.testkit.tidy;

import dev.pharos.testkit.house.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The exceptions: what is known and let be, each with its reason. It may only shrink, so an
 * exception that is no longer needed, or allows more than is there, fails too.
 *
 * <p>A line is {@code rule place measure reason…}; {@code #} opens a comment.
 */
final class Tolerance {
    static final String FILE = "testkit/src/test/resources/tidy-exceptions.txt";

    private record Key(String rule, String place) {}

    private record Allowance(int measure, String line) {}

    private final Map<Key, Allowance> allowed = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();

    static Tolerance read() {
        Tolerance tolerance = new Tolerance();
        Path file = Repository.top().resolve(FILE);
        Repository.text(file)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(tolerance::allow);
        return tolerance;
    }

    private void allow(String line) {
        String[] words = line.strip().split("\\s+", 4);
        if (words.length < 4 || !words[2].matches("\\d+")) {
            faults.add(FILE + ": `" + line + "` (expected: rule place measure reason)");
            return;
        }
        var allowance = new Allowance(Integer.parseInt(words[2]), line);
        allowed.put(new Key(words[0], words[1]), allowance);
    }

    /** What remains of the blemishes, and what is wrong with the exceptions themselves. */
    List<String> judge(List<Blemish> blemishes) {
        List<String> faults = new ArrayList<>(this.faults);
        Map<Key, Integer> worst = new LinkedHashMap<>();
        for (Blemish blemish : blemishes) {
            Key key = new Key(blemish.rule(), blemish.place());
            Allowance allowance = allowed.get(key);
            if (allowance == null || allowance.measure() < blemish.measure()) {
                faults.add(blemish.toString());
            }
            worst.merge(key, blemish.measure(), Math::max);
        }
        allowed.forEach(
                (key, allowance) -> {
                    Integer found = worst.get(key);
                    if (found == null) {
                        faults.add(FILE + ": no longer needed, remove: " + allowance.line());
                    } else if (found < allowance.measure()) {
                        faults.add(FILE + ": lower to " + found + ": " + allowance.line());
                    }
                });
        return faults;
    }
}
