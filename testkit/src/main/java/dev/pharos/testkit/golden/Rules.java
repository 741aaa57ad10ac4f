package dev.pharos.testkit.golden;

import dev.pharos.testkit.golden.json.Json;
import dev.pharos.testkit.golden.json.JsonReader;
import dev.pharos.testkit.golden.json.JsonWriter;
import dev.pharos.testkit.golden.replay.Answer;
import dev.pharos.testkit.golden.replay.Content;
import dev.pharos.testkit.golden.replay.Header;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What may differ between two runs of one server, and is made equal before answers are compared:
 * times, ids, addresses, the order of lists.
 *
 * <p>Source: the recordings' own {@code volatile.json}, whose {@code _about} explains its members.
 */
final class Rules {
    private record Replacement(Pattern found, String by) {}

    private final Map<String, String> labels;
    private final List<Replacement> replacements;
    private final Set<String> unordered;
    private final Set<String> comparedHeaders;
    private final Map<String, StepRule> steps;

    private Rules(Json.Members recorded, Map<String, StepRule> steps) {
        this.labels = new LinkedHashMap<>();
        object(recorded, "json_keys")
                .forEach((key, label) -> labels.put(key, "<" + label.asText().orElseThrow() + ">"));
        this.replacements =
                recorded.elements("text").stream()
                        .map(Json.Members.class::cast)
                        .map(Rules::replacement)
                        .toList();
        this.unordered = StepRule.texts(recorded, "unordered_arrays");
        this.comparedHeaders = StepRule.texts(recorded, "compare_headers");
        this.steps = steps;
    }

    /**
     * @param recorded the recordings' own rules
     * @param alone rules for steps that see what earlier scenarios left, when played without them
     */
    static Rules of(Json.Members recorded, Json.Members alone) {
        Map<String, StepRule> steps = new LinkedHashMap<>();
        object(recorded, "steps").forEach((step, rule) -> steps.put(step, StepRule.read(rule)));
        object(alone, "steps").forEach((step, rule) -> steps.put(step, StepRule.read(rule)));
        return new Rules(recorded, steps);
    }

    private static Map<String, Json> object(Json.Members parent, String member) {
        return parent.find(member).orElse(Json.nothing()) instanceof Json.Members(var members)
                ? members
                : Map.of();
    }

    /** Its replacement names groups as \1, ours as $1. */
    private static Replacement replacement(Json.Members rule) {
        String by = rule.text("as").orElseThrow().replace("$", "\\$");
        return new Replacement(
                Pattern.compile(rule.text("match").orElseThrow(), Pattern.UNICODE_CHARACTER_CLASS),
                by.replaceAll("\\\\(\\d)", "\\$$1"));
    }

    /** The one rule for a step, the most particular first. */
    StepRule forStep(Place place) {
        String name = place.scenario() + "/" + place.step();
        return Optional.ofNullable(steps.get(name))
                .or(() -> Optional.ofNullable(steps.get(place.scenario() + "/*")))
                .or(() -> Optional.ofNullable(steps.get("*/" + place.step())))
                .or(
                        () ->
                                steps.entrySet().stream()
                                        .filter(e -> e.getKey().endsWith("*"))
                                        .filter(e -> name.startsWith(beginning(e.getKey())))
                                        .map(Map.Entry::getValue)
                                        .findFirst())
                .orElse(StepRule.NONE);
    }

    private static String beginning(String pattern) {
        return pattern.substring(0, pattern.length() - 1);
    }

    /** The compared headers, in the form in which they are compared. */
    List<String> headers(Answer answer) {
        return answer.headers().stream()
                .filter(header -> comparedHeaders.contains(lower(header)))
                .map(header -> lower(header) + ": " + text(header.value()))
                .sorted()
                .toList();
    }

    private static String lower(Header header) {
        return header.name().toLowerCase(Locale.ROOT);
    }

    /** The body, in the form in which it is compared. */
    Json body(Answer answer, StepRule rule) {
        return switch (answer.content()) {
            case Content.Archive(Map<String, String> entries, _) ->
                    member("zip", value(asJson(entries), "", rule));
            case Content.Plain(String text) ->
                    JsonReader.find(text)
                            .filter(Json::isContainer)
                            .map(json -> value(json, "", rule))
                            .orElseGet(() -> new Json.Text(text(text)));
            case Content.Binary(String base64) -> member("base64", new Json.Text(base64));
            case Content.Digest(_, String sha256) -> member("sha256", new Json.Text(sha256));
            case Content.Nothing() -> Json.nothing();
        };
    }

    private static Json member(String name, Json value) {
        return new Json.Members(Map.of(name, value));
    }

    private static Json asJson(Map<String, String> texts) {
        Map<String, Json> members = new LinkedHashMap<>();
        texts.forEach((name, text) -> members.put(name, new Json.Text(text)));
        return new Json.Members(members);
    }

    /** {@code key} is the name of the member that holds it; "" when it lies in an array. */
    private Json value(Json value, String key, StepRule rule) {
        boolean empty = isEmpty(value);
        if (rule.masked().contains(key) && !(value instanceof Json.Nothing)) {
            return new Json.Text("<MASKED>");
        }
        String label = labels.get(key);
        if (label != null && !empty) {
            return new Json.Text(label);
        }
        return switch (value) {
            case Json.Members(Map<String, Json> members) -> members(members, rule);
            case Json.Elements(List<Json> elements) -> elements(elements, key, rule);
            case Json.Text(String text) -> string(text, rule);
            case Json.Amount _, Json.Truth _, Json.Nothing _ -> value;
        };
    }

    private static boolean isEmpty(Json value) {
        return switch (value) {
            case Json.Members(Map<String, Json> members) -> members.isEmpty();
            case Json.Elements(List<Json> elements) -> elements.isEmpty();
            case Json.Text(String text) -> text.isEmpty();
            case Json.Nothing() -> true;
            case Json.Amount _, Json.Truth _ -> false;
        };
    }

    private Json members(Map<String, Json> members, StepRule rule) {
        Map<String, Json> normal = new LinkedHashMap<>();
        members.forEach(
                (name, member) -> {
                    if (!rule.without().contains(name)) {
                        normal.put(text(name), value(member, name, rule));
                    }
                });
        return new Json.Members(normal);
    }

    private Json elements(List<Json> elements, String key, StepRule rule) {
        List<Json> normal =
                elements.stream()
                        .filter(element -> !rule.leavesOut(element))
                        .map(e -> value(e, e.isContainer() ? "" : key, rule))
                        .toList();
        return new Json.Elements(unordered.contains(key) ? sorted(normal) : normal);
    }

    private static List<Json> sorted(List<Json> elements) {
        return elements.stream().sorted(Comparator.comparing(JsonWriter::canonical)).toList();
    }

    private Json string(String text, StepRule rule) {
        String stripped = text.strip();
        if (stripped.startsWith("{") || stripped.startsWith("[")) {
            Optional<Json> json = JsonReader.find(stripped).filter(Json::isContainer);
            if (json.isPresent()) {
                return member("<json-text>", value(json.get(), "", rule));
            }
        }
        return new Json.Text(text(text));
    }

    private String text(String text) {
        String normal = text;
        for (Replacement replacement : replacements) {
            normal = replacement.found().matcher(normal).replaceAll(replacement.by());
        }
        return normal;
    }
}
