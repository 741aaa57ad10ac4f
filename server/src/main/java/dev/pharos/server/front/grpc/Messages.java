package dev.pharos.server.front.grpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The few messages that the engine itself reads and writes: set-up, checks, acks, errors. */
final class Messages {
    static final Payload HEALTHY =
            constant(
                    "HealthCheckResponse", "{\"resultCode\":200,\"errorCode\":0,\"success\":true}");

    /** Only what this server can do; a missing ability means "unsupported" to every client. */
    static final Payload SETUP_ACK =
            constant(
                    "SetupAckRequest",
                    "{\"headers\":{},\"abilityTable\":{\"supportPersistentInstanceByGrpc\":true},"
                            + "\"module\":\"internal\"}");

    static final Payload DETECTION =
            constant("ClientDetectionRequest", "{\"headers\":{},\"module\":\"internal\"}");

    private static final JsonFactory JSON = new JsonFactory();

    /** The answer to an acknowledgement: which push, and whether the client took it. */
    record Ack(String requestId, boolean positive) {}

    private interface Fields {
        void write(JsonGenerator out) throws IOException;
    }

    private Messages() {}

    static Payload serverCheck(String connectionId) {
        return object(
                "ServerCheckResponse",
                out -> {
                    writeOutcome(out, 0);
                    out.writeStringField("connectionId", connectionId);
                    out.writeBooleanField("supportAbilityNegotiation", true);
                });
    }

    static Payload error(int errorCode, String message) {
        return object(
                        "ErrorResponse",
                        out -> {
                            writeOutcome(out, errorCode);
                            out.writeStringField("message", message);
                        })
                .refusing(errorCode);
    }

    static Payload reset(String serverIp, int serverPort) {
        return object(
                "ConnectResetRequest",
                out -> {
                    if (!serverIp.isEmpty()) {
                        out.writeStringField("serverIp", serverIp);
                        out.writeStringField("serverPort", Integer.toString(serverPort));
                    }
                    out.writeStringField("module", "internal");
                });
    }

    static Setup readSetup(Payload payload) throws IOException {
        String version = "";
        String namespace = "";
        Map<String, String> labels = Map.of();
        Optional<Map<String, Boolean>> abilities = Optional.empty();
        try (JsonParser in = open(payload)) {
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String field = in.currentName();
                in.nextToken();
                switch (field) {
                    case "clientVersion" -> version = text(in);
                    case "tenant" -> namespace = text(in);
                    case "labels" -> labels = texts(in);
                    case "abilityTable" -> abilities = flags(in);
                    default -> in.skipChildren();
                }
            }
            end(in);
        }
        return new Setup(payload.clientIp(), version, namespace, labels, abilities);
    }

    /**
     * Success is what {@code resultCode} says, as for Nacos; {@code success} counts where that is
     * absent, because older Go clients leave it false.
     */
    static Ack readAck(Payload payload) throws IOException {
        String requestId = "";
        boolean success = true;
        boolean coded = false;
        try (JsonParser in = open(payload)) {
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String field = in.currentName();
                JsonToken value = in.nextToken();
                if (field.equals("requestId")) {
                    requestId = text(in);
                } else if (field.equals("resultCode") && value == JsonToken.VALUE_NUMBER_INT) {
                    success = in.getLongValue() == 200;
                    coded = true;
                } else if (field.equals("success") && value.isBoolean() && !coded) {
                    success = in.getBooleanValue();
                } else {
                    in.skipChildren();
                }
            }
            end(in);
        }
        return new Ack(requestId, success && !payload.type().equals("ErrorResponse"));
    }

    private static JsonParser open(Payload payload) throws IOException {
        JsonParser in = JSON.createParser(payload.json());
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new JsonParseException(in, "expected a JSON object");
        }
        return in;
    }

    /** Nothing may follow the object; the last token was not a field's name. */
    private static void end(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.END_OBJECT || in.nextToken() != null) {
            throw new JsonParseException(in, "expected nothing behind the object");
        }
    }

    /** A scalar as text, null as empty. */
    private static String text(JsonParser in) throws IOException {
        if (!in.currentToken().isScalarValue()) {
            throw unfit(in, "text");
        }
        return in.currentToken() == JsonToken.VALUE_NULL ? "" : in.getText();
    }

    private static JsonParseException unfit(JsonParser in, String expected) throws IOException {
        return new JsonParseException(in, in.currentName() + ": expected " + expected);
    }

    /** Whether an object begins; null counts as none. */
    private static boolean isObject(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT
                && in.currentToken() != JsonToken.VALUE_NULL) {
            throw unfit(in, "an object");
        }
        return in.currentToken() == JsonToken.START_OBJECT;
    }

    private static Map<String, String> texts(JsonParser in) throws IOException {
        if (!isObject(in)) {
            return Map.of();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            if (in.nextToken() != JsonToken.VALUE_NULL) {
                texts.put(name, text(in));
            }
        }
        return Map.copyOf(texts);
    }

    private static Optional<Map<String, Boolean>> flags(JsonParser in) throws IOException {
        if (!isObject(in)) {
            return Optional.empty();
        }
        Map<String, Boolean> flags = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            if (in.nextToken().isBoolean()) {
                flags.put(name, in.getBooleanValue());
            } else if (in.currentToken() != JsonToken.VALUE_NULL) {
                throw unfit(in, "true or false");
            }
        }
        return Optional.of(Map.copyOf(flags));
    }

    /** Every response says all three, because four SDKs judge success by different ones. */
    private static void writeOutcome(JsonGenerator out, int errorCode) throws IOException {
        out.writeNumberField("resultCode", errorCode == 0 ? 200 : 500);
        out.writeNumberField("errorCode", errorCode);
        out.writeBooleanField("success", errorCode == 0);
    }

    private static Payload object(String type, Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            fields.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing into memory", e);
        }
        return Payload.of(type, bytes.toByteArray());
    }

    private static Payload constant(String type, String json) {
        return Payload.of(type, json.getBytes(StandardCharsets.UTF_8));
    }
}
