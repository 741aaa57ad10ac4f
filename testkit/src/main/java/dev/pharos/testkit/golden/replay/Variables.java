package dev.pharos.testkit.golden.replay;

import dev.pharos.testkit.golden.json.Json;
import dev.pharos.testkit.golden.json.JsonReader;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a scenario remembers of its answers, to be said again in later steps as ${NAME}. */
final class Variables {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(\\w+)}");

    private final Map<String, String> values = new LinkedHashMap<>();

    Variables(String version) {
        values.put("VERSION", version);
    }

    void set(Json.Members named) {
        named.members().forEach((name, value) -> values.put(name, plain(value)));
    }

    /** Takes values out of an answer; what is not there becomes the empty text. */
    void capture(Json.Members rules, Answer answer) {
        rules.members()
                .forEach((name, rule) -> values.put(name, found(rule.asText().orElse(""), answer)));
    }

    private static String found(String rule, Answer answer) {
        String where = rule.substring(rule.indexOf(':') + 1);
        String body = answer.content().text();
        Optional<String> value =
                switch (rule.substring(0, rule.indexOf(':'))) {
                    case "json" ->
                            JsonReader.find(body).flatMap(j -> at(j, where)).map(Variables::plain);
                    case "re" -> group(Pattern.compile(where).matcher(body));
                    case "header" -> answer.header(where);
                    default -> throw new IllegalArgumentException("unknown capture: " + rule);
                };
        return value.orElse("");
    }

    private static Optional<String> group(Matcher matcher) {
        return matcher.find() ? Optional.ofNullable(matcher.group(1)) : Optional.empty();
    }

    private static Optional<Json> at(Json value, String path) {
        Optional<Json> here = Optional.of(value);
        for (String name : path.split("/", -1)) {
            if (!name.isEmpty()) {
                here = here.flatMap(json -> child(json, name));
            }
        }
        return here;
    }

    private static Optional<Json> child(Json parent, String name) {
        return switch (parent) {
            case Json.Members members -> members.find(name);
            case Json.Elements(List<Json> elements) ->
                    elements.stream().skip(Integer.parseInt(name)).findFirst();
            case Json.Text _, Json.Amount _, Json.Truth _, Json.Nothing _ -> Optional.empty();
        };
    }

    /** Any value as text; {@code $gen} stands for a long one. */
    Json fillIn(Json value) {
        return switch (value) {
            case Json.Members members when members.find("$gen").isPresent() ->
                    new Json.Text(generated((Json.Members) members.find("$gen").orElseThrow()));
            case Json.Members(Map<String, Json> members) -> {
                Map<String, Json> filled = new LinkedHashMap<>();
                members.forEach((name, member) -> filled.put(fillIn(name), fillIn(member)));
                yield new Json.Members(filled);
            }
            case Json.Elements(List<Json> elements) ->
                    new Json.Elements(elements.stream().map(this::fillIn).toList());
            case Json.Text(String text) -> new Json.Text(fillIn(text));
            case Json.Amount _, Json.Truth _, Json.Nothing _ -> value;
        };
    }

    private String fillIn(String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll(
                        reference ->
                                Matcher.quoteReplacement(
                                        values.getOrDefault(reference.group(1), "")));
    }

    private static String generated(Json.Members rule) {
        String repeated = rule.text("repeat").orElse("x");
        int count = rule.number("count").map(BigDecimal::intValueExact).orElse(1);
        return rule.text("prefix").orElse("")
                + repeated.repeat(count)
                + rule.text("suffix").orElse("");
    }

    static String plain(Json value) {
        return switch (value) {
            case Json.Text(String text) -> text;
            case Json.Amount(BigDecimal number) -> number.toString();
            case Json.Truth(boolean truth) -> String.valueOf(truth);
            case Json.Members _, Json.Elements _, Json.Nothing _ ->
                    throw new IllegalArgumentException("no plain value: " + value);
        };
    }
}
