package dev.pharos.server.front.grpc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one message of this wire: the name of a type, headers, and a JSON object as UTF-8 bytes.
 *
 * <p>The bytes are handed on, not copied: whoever makes a payload does not change them afterwards.
 * A push that goes to many connections shares one array, see {@link #push}.
 *
 * <p>Source: message {@code Payload} of Nacos 2.x and 3.x.
 */
public final class Payload {
    private static final byte[] NOTHING = new byte[0];
    private static final int SHOWN_MAX = 80;
    private static final Pattern CONTROL = Pattern.compile("[^\\p{Print}…]");

    /** Stands for bytes that are not a payload; never leaves this package. */
    static final Payload BROKEN = new Payload("", Map.of(), "", NOTHING);

    private final String type;
    private final Map<String, String> headers;
    private final String clientIp;
    private final byte[] opening;
    private final byte[] json;

    /** 1 where the opening brings its own brace. */
    private final int jsonFrom;

    private final int errorCode;

    /**
     * A whole payload.
     *
     * @param headers kept as they are, so that the look-up without regard to case is {@link
     *     #header}
     */
    public Payload(String type, Map<String, String> headers, String clientIp, byte[] json) {
        this(type, headers, clientIp, NOTHING, json);
    }

    private Payload(
            String type,
            Map<String, String> headers,
            String clientIp,
            byte[] opening,
            byte[] json) {
        this.type = type;
        this.headers = headers;
        this.clientIp = clientIp;
        this.opening = opening;
        this.json = json;
        this.jsonFrom = opening.length == 0 ? 0 : 1;
        this.errorCode = 0;
    }

    private Payload(Payload same, int errorCode) {
        this.type = same.type;
        this.headers = same.headers;
        this.clientIp = same.clientIp;
        this.opening = same.opening;
        this.json = same.json;
        this.jsonFrom = same.jsonFrom;
        this.errorCode = errorCode;
    }

    /** What a server sends: a type and its JSON. */
    public static Payload of(String type, byte[] json) {
        return new Payload(type, Map.of(), "", json);
    }

    /**
     * A push whose JSON is shared by all connections it goes to: only the request id differs, and
     * is put in front while the bytes go out.
     *
     * @param sharedJson a JSON object without {@code requestId}, starting with its brace
     */
    public static Payload push(String type, String requestId, byte[] sharedJson) {
        if (sharedJson.length < 2 || sharedJson[0] != '{') {
            throw new IllegalArgumentException("sharedJson: expected a JSON object");
        }
        String comma = sharedJson[1] == '}' ? "" : ",";
        byte[] opening =
                ("{\"requestId\":\"" + requestId + '"' + comma).getBytes(StandardCharsets.UTF_8);
        return new Payload(type, Map.of(), "", opening, sharedJson);
    }

    /** The same, known for a refusal to who counts; to the client its JSON says so. */
    public Payload refusing(int code) {
        return new Payload(this, code);
    }

    /** 0 unless it is a refusal. */
    int errorCode() {
        return errorCode;
    }

    /** The simple name that selects the meaning, e.g. {@code InstanceRequest}. */
    public String type() {
        return type;
    }

    /** All headers as sent. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The address that the client believes it has; empty when it did not say. */
    public String clientIp() {
        return clientIp;
    }

    /** The value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        String exact = headers.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase(name)) {
                return Optional.of(header.getValue());
            }
        }
        return Optional.empty();
    }

    /** The JSON bytes; not to be changed. */
    public byte[] json() {
        if (opening.length == 0) {
            return json;
        }
        byte[] whole = new byte[jsonLength()];
        System.arraycopy(opening, 0, whole, 0, opening.length);
        System.arraycopy(json, jsonFrom, whole, opening.length, json.length - jsonFrom);
        return whole;
    }

    int jsonLength() {
        return opening.length + json.length - jsonFrom;
    }

    void writeJson(OutputStream out) throws IOException {
        out.write(opening, 0, opening.length);
        out.write(json, jsonFrom, json.length - jsonFrom);
    }

    /** Fit for a log line or a message, whatever a client sent. */
    @Override
    public String toString() {
        return printable(type) + '[' + jsonLength() + " bytes]";
    }

    static String printable(String text) {
        String some = text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + '…';
        return CONTROL.matcher(some).replaceAll("?");
    }
}
