package dev.pharos.server.cluster.bytes;

/** Bytes that are no commands, or commands of a version that this node does not know. */
public final class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CodecException(String message) {
        super(message);
    }
}
