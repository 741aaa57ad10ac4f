package dev.pharos.server.front.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON into a small tree. Of a name that occurs twice the last value counts; what follows the
 * first value is not read, as in Nacos, unless the caller says so.
 *
 * <p>Fails: {@link BrokenJsonException}, whatever is wrong. Limit: {@value #DEPTH_MAX} levels,
 * {@value #NODES_MAX} values; the length is bounded by who receives it.
 */
public final class Json {
    private static final int DEPTH_MAX = 64;
    private static final int NODES_MAX = 500_000;
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEPTH_MAX)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private static final JsonFactory LOOSE =
            FACTORY.rebuild().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

    /** A number as it was spelt, so that no digit is lost and no exponent is ever expanded. */
    record Num(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    private final JsonParser parser;
    private int nodes;

    private Json(JsonParser parser) {
        this.parser = parser;
    }

    /** Nothing may follow the object. */
    public static JsonObject parseWhole(byte[] json) {
        return object(tree(() -> FACTORY.createParser(json), true));
    }

    public static JsonObject parse(byte[] json) {
        return object(tree(() -> FACTORY.createParser(json)));
    }

    public static JsonObject parse(String json) {
        return object(tree(() -> FACTORY.createParser(json)));
    }

    /** The same, with text in single quotes allowed, as 1.x servers took it. */
    static JsonObject parseLoosely(String json) {
        return object(tree(() -> LOOSE.createParser(json)));
    }

    /** A document that is an array; members that are no objects are a fault. */
    public static List<JsonObject> parseObjects(String json) {
        if (tree(() -> FACTORY.createParser(json)) instanceof List<?> list) {
            List<JsonObject> objects = new ArrayList<>(list.size());
            list.forEach(member -> objects.add(object(member)));
            return objects;
        }
        throw new BrokenJsonException("an array was expected");
    }

    private interface Source {
        JsonParser open() throws IOException;
    }

    private static JsonObject object(@Nullable Object tree) {
        if (tree instanceof JsonObject object) {
            return object;
        }
        throw new BrokenJsonException("an object was expected");
    }

    private static @Nullable Object tree(Source source) {
        return tree(source, false);
    }

    private static @Nullable Object tree(Source source, boolean isAll) {
        try (JsonParser parser = source.open()) {
            if (parser.nextToken() == null) {
                throw new BrokenJsonException("it is empty");
            }
            Object value = new Json(parser).value();
            if (isAll && parser.nextToken() != null) {
                throw new BrokenJsonException("something follows the object");
            }
            return value;
        } catch (StreamConstraintsException tooMuch) {
            throw new BrokenJsonException("more levels or digits than this server reads");
        } catch (JsonProcessingException broken) {
            throw new BrokenJsonException(
                    "broken at line "
                            + broken.getLocation().getLineNr()
                            + ", column "
                            + broken.getLocation().getColumnNr());
        } catch (java.io.CharConversionException | IllegalArgumentException broken) {
            throw new BrokenJsonException("not in UTF-8");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private @Nullable Object value() throws IOException {
        if (++nodes > NODES_MAX) {
            throw new BrokenJsonException("more than " + NODES_MAX + " values");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> members();
            case START_ARRAY -> elements();
            case VALUE_STRING -> whole(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private JsonObject members() throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = whole(parser.currentName());
            parser.nextToken();
            members.put(name, value());
        }
        return new JsonObject(members);
    }

    /** Half a pair of surrogates is no character: written anywhere, it would become another one. */
    private static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    throw new BrokenJsonException("half of a character (a lone surrogate) in text");
                }
                i++;
            }
        }
        return text;
    }

    private List<@Nullable Object> elements() throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value());
        }
        return elements;
    }
}
