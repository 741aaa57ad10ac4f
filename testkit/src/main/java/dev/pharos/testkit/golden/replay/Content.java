package dev.pharos.testkit.golden.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.testkit.golden.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The body of an answer, in the form in which it is kept. */
public sealed interface Content {
    /** Limit: of a longer body only length and SHA-256 are kept. */
    int KEPT_MAX_BYTES = 200_000;

    /** Unicode text, as nearly all answers are. */
    record Plain(String text) implements Content {}

    /** What a zip holds, by name; {@code text} is not empty only when its bytes happen to be. */
    record Archive(Map<String, String> entries, String text) implements Content {}

    /** Bytes that are no text. */
    record Binary(String base64) implements Content {}

    /** A body that is too long to keep, or whose wording is of no interest. */
    record Digest(int length, String sha256) implements Content {}

    /** No HTTP answer and no datagram. */
    record Nothing() implements Content {}

    /** Sorts bytes into one of the forms. */
    static Content of(byte[] bytes, boolean digestOnly) {
        if (bytes.length > KEPT_MAX_BYTES || (digestOnly && bytes.length > 0)) {
            return new Digest(bytes.length, sha256(bytes));
        }
        Optional<String> text = decoded(bytes);
        Optional<Map<String, String>> entries = isZip(bytes) ? unzipped(bytes) : Optional.empty();
        return entries.<Content>map(e -> new Archive(e, text.orElse("")))
                .or(() -> text.map(Plain::new))
                .orElseGet(() -> new Binary(Base64.getEncoder().encodeToString(bytes)));
    }

    /** The form in a line of recorded answers. */
    static Content read(Json.Members line) {
        if (line.find("zip").orElse(Json.nothing()) instanceof Json.Members(var zip)) {
            Map<String, String> entries = new LinkedHashMap<>();
            zip.forEach((name, text) -> entries.put(name, text.asText().orElseThrow()));
            return new Archive(entries, line.text("body").orElse(""));
        }
        Optional<String> sha256 = line.text("body_sha256");
        if (sha256.isPresent()) {
            return new Digest(line.number("body_len").orElseThrow().intValue(), sha256.get());
        }
        return line.text("body")
                .<Content>map(Plain::new)
                .or(() -> line.text("body_b64").map(Binary::new))
                .orElseGet(Nothing::new);
    }

    /** The text to look into; empty where there is none. */
    default String text() {
        return switch (this) {
            case Plain(String text) -> text;
            case Archive(_, String text) -> text;
            case Binary _, Digest _, Nothing _ -> "";
        };
    }

    /** The same content with its text changed; other forms stay. */
    default Content map(UnaryOperator<String> change) {
        return this instanceof Plain(String text) ? new Plain(change.apply(text)) : this;
    }

    private static boolean isZip(byte[] bytes) {
        return bytes.length >= 4
                && bytes[0] == 'P'
                && bytes[1] == 'K'
                && ((bytes[2] == 3 && bytes[3] == 4) || (bytes[2] == 5 && bytes[3] == 6));
    }

    private static Optional<Map<String, String>> unzipped(byte[] bytes) {
        Map<String, String> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            ZipEntry entry = zip.getNextEntry();
            while (entry != null) {
                entries.put(entry.getName(), new String(zip.readAllBytes(), UTF_8));
                entry = zip.getNextEntry();
            }
            return Optional.of(entries);
        } catch (IOException _) {
            return Optional.empty(); // broken: it stays what it is, bytes
        }
    }

    private static Optional<String> decoded(byte[] bytes) {
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty(); // bytes
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java has it
        }
    }
}
