package dev.pharos.server.cluster.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pharos.server.cluster.bytes.ByteWriter;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows the other end that this one knows the cluster's secret, without saying it: each signs what
 * both have said, with a number that the other made up. The two signatures differ, so that neither
 * can be sent back.
 */
final class Secret {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int NONCE_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private volatile Optional<String> secret;

    Secret(Optional<String> secret) {
        this.secret = secret;
    }

    /** What both ends have said, in the order of saying. */
    record Talk(String dialling, Greeting dialler, String answering, Greeting answerer) {}

    /** A number that nobody could know before, in hex. */
    String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** From now on it is this one. */
    void become(String known) {
        secret = Optional.of(known);
    }

    boolean isSet() {
        return secret.isPresent();
    }

    /** In hex; empty without a secret. */
    String proof(Frame.Kind by, Talk talk) {
        Optional<String> now = secret;
        if (now.isEmpty()) {
            return "";
        }
        ByteWriter said = new ByteWriter();
        said.text(by.name());
        said.text(talk.dialling());
        talk.dialler().write(said);
        said.text(talk.answering());
        talk.answerer().write(said);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(now.get().getBytes(UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(said.toBytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Whether the other end knows the same secret, or both know none. */
    boolean accepts(String proof, Frame.Kind by, Talk talk) {
        return MessageDigest.isEqual(proof.getBytes(UTF_8), proof(by, talk).getBytes(UTF_8));
    }
}
