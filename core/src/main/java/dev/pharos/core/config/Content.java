package dev.pharos.core.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.core.size.Size;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a configuration says, and how to read it.
 *
 * @param text as published, byte for byte in UTF-8; cipher text when a key is given
 * @param md5 of those bytes, in lower-case hex: what clients compare
 * @param type text, json, xml, yaml, html, properties, toml, or unset
 * @param encryptedKey the sealed key of cipher text; empty for plain text
 * @param bytes in memory
 */
public record Content(String text, String md5, String type, String encryptedKey, long bytes) {
    /** The md5 that a client sends for a configuration it does not have. */
    public static final String NO_MD5 = "";

    /** All there are. */
    public static final List<String> TYPES =
            List.of("properties", "xml", "json", "text", "html", "yaml", "toml", "unset");

    private static final String DEFAULT_TYPE = "text";

    /** With the size that it has. */
    public Content(String text, String md5, String type, String encryptedKey) {
        this(text, md5, type, encryptedKey, Size.NODE + Size.of(text) + Size.of(encryptedKey));
    }

    /**
     * A content with its md5; an unknown type counts as text.
     *
     * <p>Source: golden 20-config-v1-basic/pub-type-*.
     */
    public static Content of(String text, String type, String encryptedKey) {
        return new Content(
                text, md5(text), TYPES.contains(type) ? type : DEFAULT_TYPE, encryptedKey);
    }

    private static String md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
