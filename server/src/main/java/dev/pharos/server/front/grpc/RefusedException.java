package dev.pharos.server.front.grpc;

/** A request that ends in an {@code ErrorResponse} with a code of this wire. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errorCode;

    /**
     * A refusal with its code.
     *
     * @param errorCode as in the table of the wire, e.g. 400 or 503; never 0
     */
    public RefusedException(int errorCode, String message) {
        super(message, null, false, false);
        if (errorCode == 0) {
            throw new IllegalArgumentException("errorCode: 0 means success on this wire");
        }
        this.errorCode = errorCode;
    }

    /** The body is no JSON object: 502, as Nacos answers. */
    public static RefusedException unparsable(String type, String why) {
        return new RefusedException(502, type + ": the body cannot be read: " + why);
    }

    /** The code that goes out. */
    public int errorCode() {
        return errorCode;
    }
}
