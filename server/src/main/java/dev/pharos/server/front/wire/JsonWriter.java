package dev.pharos.server.front.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes one JSON document in UTF-8, in the order of the calls. */
public final class JsonWriter {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int SIZE_FIRST = 512;

    private final JsonGenerator json;

    private JsonWriter(JsonGenerator json) {
        this.json = json;
    }

    /** A document that is an object. */
    public static byte[] object(Consumer<JsonWriter> members) {
        return write(writer -> writer.open(members));
    }

    /** A document that is an array. */
    public static <T> byte[] array(Iterable<T> elements, BiConsumer<JsonWriter, T> element) {
        return write(writer -> writer.elements(elements, element));
    }

    /** A document of whatever {@code content} writes, as text. */
    static String text(Consumer<JsonWriter> content) {
        return new String(write(content), StandardCharsets.UTF_8);
    }

    private static byte[] write(Consumer<JsonWriter> content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(SIZE_FIRST);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            content.accept(new JsonWriter(json));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private interface Step {
        void run() throws IOException;
    }

    private JsonWriter then(Step step) {
        try {
            step.run();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return this;
    }

    /** A member; {@code null} is left out. */
    public JsonWriter text(String name, @Nullable String value) {
        return value == null ? this : then(() -> json.writeStringField(name, value));
    }

    /** A member that is there also when it is null. */
    public JsonWriter textOrNull(String name, @Nullable String value) {
        return value == null ? none(name) : text(name, value);
    }

    /** A member that is null. */
    public JsonWriter none(String name) {
        return then(() -> json.writeNullField(name));
    }

    public JsonWriter number(String name, long value) {
        return then(() -> json.writeNumberField(name, value));
    }

    public JsonWriter number(String name, double value) {
        return then(() -> json.writeNumberField(name, value));
    }

    public JsonWriter number(String name, float value) {
        return then(() -> json.writeNumberField(name, value));
    }

    public JsonWriter flag(String name, boolean value) {
        return then(() -> json.writeBooleanField(name, value));
    }

    public JsonWriter object(String name, Consumer<JsonWriter> members) {
        return then(() -> json.writeFieldName(name)).open(members);
    }

    public JsonWriter texts(String name, Map<String, String> members) {
        return object(name, _ -> members.forEach(this::text));
    }

    public JsonWriter texts(String name, Iterable<String> elements) {
        return array(name, elements, JsonWriter::element);
    }

    public <T> JsonWriter array(
            String name, Iterable<T> elements, BiConsumer<JsonWriter, T> element) {
        return then(() -> json.writeFieldName(name)).elements(elements, element);
    }

    /** A member whose value is JSON already. */
    public JsonWriter raw(String name, byte[] encoded) {
        return then(
                () -> {
                    json.writeFieldName(name);
                    json.writeRawValue(new String(encoded, StandardCharsets.UTF_8));
                });
    }

    /** An element of an array: text. */
    public JsonWriter element(String value) {
        return then(() -> json.writeString(value));
    }

    /** An element of an array: an object. */
    public JsonWriter open(Consumer<JsonWriter> members) {
        then(json::writeStartObject);
        members.accept(this);
        return then(json::writeEndObject);
    }

    private <T> JsonWriter elements(Iterable<T> elements, BiConsumer<JsonWriter, T> element) {
        then(json::writeStartArray);
        elements.forEach(one -> element.accept(this, one));
        return then(json::writeEndArray);
    }

    /** A value of the tree that {@link Json} reads. */
    void tree(@Nullable Object value) {
        switch (value) {
            case null -> then(json::writeNull);
            case JsonObject object ->
                    open(
                            _ ->
                                    object.members()
                                            .forEach(
                                                    (name, member) -> {
                                                        then(() -> json.writeFieldName(name));
                                                        tree(member);
                                                    }));
            case List<?> list -> elements(list, JsonWriter::tree);
            case Boolean flag -> then(() -> json.writeBoolean(flag));
            case Json.Num number -> then(() -> json.writeNumber(number.text()));
            default -> element(value.toString());
        }
    }
}
