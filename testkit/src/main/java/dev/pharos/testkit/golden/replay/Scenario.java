package dev.pharos.testkit.golden.replay;

import dev.pharos.testkit.golden.json.JsonReader;
import java.util.List;

/** The steps of one subject, in the order in which they are played against one server. */
public record Scenario(String name, List<Step> steps) {
    public Scenario {
        steps = List.copyOf(steps);
    }

    /** Reads JSON lines, of which the first is a header and every other one a step. */
    public static Scenario read(String name, String lines) {
        List<Step> steps =
                lines.lines()
                        .filter(line -> !line.isBlank())
                        .map(JsonReader::members)
                        .filter(line -> line.find("scenario").isEmpty())
                        .map(Step::new)
                        .toList();
        return new Scenario(name, steps);
    }
}
