package dev.pharos.server.front.wire;

/** What a caller sent as JSON is none, or not what was expected there; the message says where. */
public final class BrokenJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenJsonException(String message) {
        super(message, null, false, false);
    }
}
