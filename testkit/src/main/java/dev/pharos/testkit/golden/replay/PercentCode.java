package dev.pharos.testkit.golden.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.testkit.golden.json.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Parameters and paths as they are written on the wire. */
final class PercentCode {
    private static final String UNRESERVED = "-._~";
    private static final String IN_PATH = "/:@!$&'()*+,;=%~-._";

    private PercentCode() {}

    /** A path is sent as it is unless it could not be part of a request line. */
    static String path(String path) {
        boolean sendable = path.chars().allMatch(c -> c > ' ' && c < 0x80);
        return sendable ? path : encoded(path, IN_PATH);
    }

    /** An object or pairs become an encoded query; a text is one already, right or wrong. */
    static String pairs(Json parameters) {
        return switch (parameters) {
            case Json.Text(String raw) -> raw;
            case Json.Members(Map<String, Json> members) ->
                    members.entrySet().stream()
                            .map(e -> pair(new Json.Text(e.getKey()), e.getValue()))
                            .collect(Collectors.joining("&"));
            case Json.Elements(List<Json> elements) ->
                    elements.stream()
                            .map(Json.Elements.class::cast)
                            .map(e -> pair(e.elements().get(0), e.elements().get(1)))
                            .collect(Collectors.joining("&"));
            case Json.Amount _, Json.Truth _, Json.Nothing _ ->
                    throw new IllegalArgumentException("no parameters: " + parameters);
        };
    }

    private static String pair(Json name, Json value) {
        return encoded(Variables.plain(name), UNRESERVED)
                + "="
                + encoded(Variables.plain(value), UNRESERVED);
    }

    private static String encoded(String text, String kept) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte octet : text.getBytes(UTF_8)) {
            char character = (char) (octet & 0xff);
            boolean plain = character < 0x80 && Character.isLetterOrDigit(character);
            if (plain || kept.indexOf(character) >= 0) {
                out.append(character);
            } else {
                out.append(String.format("%%%02X", (int) character));
            }
        }
        return out.toString();
    }
}
