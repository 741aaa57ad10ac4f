package dev.pharos.testkit.golden.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes JSON on one line, a space after each comma and colon; only what must be is escaped. */
public final class JsonWriter {
    private final StringBuilder out = new StringBuilder();
    private final boolean canonical;

    private JsonWriter(boolean canonical) {
        this.canonical = canonical;
    }

    /** Members in their own order, numbers as they were written. */
    public static String text(Json value) {
        return written(value, false);
    }

    /** The same text for equal values: members by name, numbers by value. */
    public static String canonical(Json value) {
        return written(value, true);
    }

    private static String written(Json value, boolean canonical) {
        JsonWriter writer = new JsonWriter(canonical);
        writer.write(value);
        return writer.out.toString();
    }

    private void write(Json value) {
        switch (value) {
            case Json.Members(Map<String, Json> members) -> object(members);
            case Json.Elements(List<Json> elements) -> array(elements);
            case Json.Text(String text) -> quote(text);
            case Json.Amount(BigDecimal number) ->
                    out.append(canonical ? number.stripTrailingZeros() : number);
            case Json.Truth(boolean truth) -> out.append(truth);
            case Json.Nothing() -> out.append("null");
        }
    }

    private void object(Map<String, Json> members) {
        out.append('{');
        String comma = "";
        for (var member : (canonical ? new TreeMap<>(members) : members).entrySet()) {
            out.append(comma);
            quote(member.getKey());
            out.append(": ");
            write(member.getValue());
            comma = ", ";
        }
        out.append('}');
    }

    private void array(List<Json> elements) {
        out.append('[');
        String comma = "";
        for (Json element : elements) {
            out.append(comma);
            write(element);
            comma = ", ";
        }
        out.append(']');
    }

    private void quote(String text) {
        out.append('"');
        text.chars().forEach(this::character);
        out.append('"');
    }

    private void character(int character) {
        switch (character) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (character < ' ') {
                    out.append(String.format("\\u%04x", character));
                } else {
                    out.append((char) character);
                }
            }
        }
    }
}
