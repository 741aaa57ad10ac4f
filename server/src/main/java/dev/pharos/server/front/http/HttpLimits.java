package dev.pharos.server.front.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Every bound of the engine.
 *
 * @param sizes what a request may weigh
 * @param patience how long the engine waits for what
 * @param counts how many of a kind at a time
 */
public record HttpLimits(Sizes sizes, Patience patience, Counts counts) {

    /**
     * Bounds on what callers send, and on what they do not read.
     *
     * @param headMaxBytes request line and headers, each; Nacos' own start script allows 512 KiB
     * @param bodyMaxBytes a larger body is refused and the connection closed; a configuration's
     *     content may be three times as long when it is percent-encoded
     * @param arrivingMaxBytes of all requests together that are still arriving or being decoded;
     *     what is small is not counted
     * @param unreadMaxBytes of all answers together that their callers have not read; what is small
     *     or shared is not counted, and one of any size may always be under way
     */
    public record Sizes(
            int headMaxBytes, int bodyMaxBytes, long arrivingMaxBytes, long unreadMaxBytes) {}

    /**
     * How long the engine waits.
     *
     * @param idle for the next request of a connection; clients expect a minute
     * @param request for the whole of a request, from its first byte
     * @param write for a caller to take any more of its answer
     * @param linger for a caller to read a refusal while it still sends
     */
    public record Patience(Duration idle, Duration request, Duration write, Duration linger) {}

    /**
     * How many at a time.
     *
     * @param connectionsMax one more is told so and closed
     * @param parkedMax calls of {@link Route.Pace#PARKING} routes
     * @param blockingMax calls of {@link Route.Pace#BLOCKING} routes
     */
    public record Counts(int connectionsMax, int parkedMax, int blockingMax) {}

    /**
     * The values a node uses when nobody says otherwise. A form is decoded beside its bytes, so
     * what arrives at a time is a small part of the heap, but one request of any allowed size.
     */
    public static HttpLimits standard() {
        int bodyMaxBytes = 33 << 20;
        long eighth = Runtime.getRuntime().maxMemory() / 8;
        return new HttpLimits(
                new Sizes(
                        512 << 10,
                        bodyMaxBytes,
                        Math.max(bodyMaxBytes + (1L << 20), eighth),
                        eighth),
                new Patience(
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(2)),
                new Counts(50_000, 40_000, 256));
    }

    /**
     * What one connection holds of what all together may hold. What is small is not counted, and
     * whoever is the only one may hold any amount.
     *
     * <p>Thread: the connection's loop; {@code all} is shared. Unit: bytes.
     */
    static final class Share {
        private static final int UNCOUNTED_BYTES = 8 << 10;

        private final AtomicLong all;
        private final long max;
        private long held;
        private long counted;

        Share(AtomicLong all, long max) {
            this.all = all;
            this.max = max;
        }

        /** Holds so many more; returns false when that is too much for all together. */
        boolean add(long bytes) {
            held += bytes;
            long excess = held - UNCOUNTED_BYTES - counted;
            if (excess <= 0) {
                return true;
            }
            counted += excess;
            long before = all.getAndAdd(excess);
            return before == 0 || before + excess <= max;
        }

        void release() {
            if (counted > 0) {
                all.addAndGet(-counted);
            }
            held = 0;
            counted = 0;
        }
    }
}
