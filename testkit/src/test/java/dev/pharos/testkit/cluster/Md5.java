package dev.pharos.testkit.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest by which callers name a content. */
final class Md5 {
    private Md5() {}

    /** As 32 lower-case hexadecimal digits. */
    static String of(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(content.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
