package dev.pharos.server.front.grpc;

/**
 * Something a client shall be told, and whose acknowledgement matters.
 *
 * <p>Thread: {@link #key} is called by whoever offers, the others on the event loop of the
 * connection; none may block.
 *
 * <p>Order: exactly one of {@link #acknowledged} and {@link #missing} follows a push that was
 * written, none when a later push of the same key took its place before that, or when the
 * connection ended.
 */
public interface Push {
    /** What it is about; while a push waits, a later one of the same key takes its place. */
    String key();

    /** The message, made as late as possible, so that it carries the newest state. */
    Payload payload(String requestId);

    /** The client has it. */
    void acknowledged();

    /** No acknowledgement in time, or a negative one: to be pushed again with fresh state. */
    void missing();
}
