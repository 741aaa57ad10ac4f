package dev.pharos.testkit.golden;

import dev.pharos.testkit.golden.json.Json;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What may differ in one step.
 *
 * @param masked members whose value is not compared, at any depth; whether they are null is
 * @param without members that are left out, and elements of arrays that have such a value
 */
record StepRule(Set<String> masked, Set<String> without, Ignored ignored) {
    static final StepRule NONE = new StepRule(Set.of(), Set.of(), Ignored.NOTHING);

    /** What of an answer is not looked at. */
    enum Ignored {
        NOTHING,
        BODY,
        ALL
    }

    StepRule {
        masked = Set.copyOf(masked);
        without = Set.copyOf(without);
    }

    static StepRule read(Json value) {
        if (!(value instanceof Json.Members rule)) {
            return NONE; // a comment
        }
        Ignored ignored =
                switch (rule.text("ignore").orElse("")) {
                    case "all" -> Ignored.ALL;
                    case "body" -> Ignored.BODY;
                    default -> Ignored.NOTHING;
                };
        return new StepRule(texts(rule, "mask"), texts(rule, "without"), ignored);
    }

    static Set<String> texts(Json.Members parent, String member) {
        Set<String> texts = new TreeSet<>();
        parent.elements(member).stream()
                .map(Json::asText)
                .flatMap(Optional::stream)
                .forEach(texts::add);
        return texts;
    }

    boolean leavesOut(Json element) {
        return element instanceof Json.Members(var members)
                && members.values().stream()
                        .flatMap(value -> value.asText().stream())
                        .anyMatch(without::contains);
    }
}
