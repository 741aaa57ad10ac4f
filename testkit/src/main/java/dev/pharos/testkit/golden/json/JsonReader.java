package dev.pharos.testkit.golden.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads JSON text. */
public final class JsonReader {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private JsonReader() {}

    /** The value that the whole text is; empty when it is not JSON, or something follows. */
    public static Optional<Json> find(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return Optional.empty();
            }
            Json value = value(parser, first);
            return parser.nextToken() == null ? Optional.of(value) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty(); // not JSON
        }
    }

    /** The object that the text is. Fails: when it is something else. */
    public static Json.Members members(String text) {
        if (find(text).orElse(Json.nothing()) instanceof Json.Members members) {
            return members;
        }
        throw new IllegalArgumentException("not a JSON object: " + text);
    }

    private static Json value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> new Json.Text(parser.getText());
            case VALUE_NUMBER_INT -> new Json.Amount(parser.getDecimalValue());
            case VALUE_NUMBER_FLOAT ->
                    parser.isNaN()
                            ? new Json.Text(parser.getText())
                            : new Json.Amount(new BigDecimal(parser.getText()));
            case VALUE_TRUE -> new Json.Truth(true);
            case VALUE_FALSE -> new Json.Truth(false);
            case VALUE_NULL -> Json.nothing();
            default -> throw new IOException("expected a value, got " + token);
        };
    }

    private static Json object(JsonParser parser) throws IOException {
        Map<String, Json> members = new LinkedHashMap<>();
        String name = parser.nextFieldName();
        while (name != null) {
            members.put(name, value(parser, parser.nextToken()));
            name = parser.nextFieldName();
        }
        return new Json.Members(members);
    }

    private static Json array(JsonParser parser) throws IOException {
        List<Json> elements = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            elements.add(value(parser, token));
            token = parser.nextToken();
        }
        return new Json.Elements(elements);
    }
}
