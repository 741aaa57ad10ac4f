package dev.pharos.server.cluster.raft.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alipay.sofa.jraft.Status;
import java.nio.ByteBuffer;

/**
 * What a leader says of an entry that was brought to it. Whoever reached the log before it failed
 * may be in it, so only what surely was not taken counts as refused.
 */
public record Verdict(Kind kind, String text) {
    /** Of a node that is no member yet. */
    public static final Verdict NOT_BEGUN = new Verdict(Kind.NOT_LEADER, "");

    private static final String NOT_LEADER = "Is not leader.";
    private static final String TRANSFERRING = "Is transferring leadership.";
    private static final String OTHER_TERM = "expected_term=";

    /** Each has a number on the wire. */
    public enum Kind {
        UNKNOWN(0),
        COMMITTED(1),
        /** Surely not taken, since this node does not lead in that term. */
        NOT_LEADER(2),
        /** Surely not taken, for another reason. */
        REFUSED(3);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }
    }

    public static Verdict of(Status status) {
        String text = String.valueOf(status.getErrorMsg());
        return new Verdict(status.isOk() ? Kind.COMMITTED : kind(status, text), text);
    }

    private static Kind kind(Status status, String text) {
        return switch (status.getRaftError()) {
            case EBUSY -> text.equals(TRANSFERRING) ? Kind.NOT_LEADER : Kind.REFUSED;
            case ENODESHUTDOWN -> Kind.NOT_LEADER;
            case EPERM ->
                    text.equals(NOT_LEADER) || text.startsWith(OTHER_TERM)
                            ? Kind.NOT_LEADER
                            : Kind.UNKNOWN;
            default -> Kind.UNKNOWN;
        };
    }

    byte[] encode() {
        byte[] words = text.getBytes(UTF_8);
        return ByteBuffer.allocate(1 + words.length).put(kind.code).put(words).array();
    }

    /** What was encoded; what nobody understands says nothing. */
    static Verdict decode(byte[] bytes) {
        for (Kind kind : Kind.values()) {
            if (bytes.length > 0 && bytes[0] == kind.code) {
                return new Verdict(kind, new String(bytes, 1, bytes.length - 1, UTF_8));
            }
        }
        return new Verdict(Kind.UNKNOWN, "an answer that this node does not understand");
    }
}
