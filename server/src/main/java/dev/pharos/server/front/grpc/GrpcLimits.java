package dev.pharos.server.front.grpc;

import java.time.Duration;

/**
 * Every bound of the engine.
 *
 * @param intake what a transport may send
 * @param outbox what may wait for a client
 * @param patience how long the engine waits for what
 */
public record GrpcLimits(Intake intake, Outgoing outbox, Patience patience) {

    /**
     * Bounds on what a client sends.
     *
     * @param messageMaxBytes a larger message ends its call, not the connection
     * @param callsMax calls open at a time on one transport, streams included
     * @param resetsMax calls a client may cancel within ten seconds, then its transport ends
     * @param setupMaxBytes a larger set-up is refused, labels are kept for the connection's life;
     *     so is a larger message before it
     * @param pingEveryMin HTTP/2 pings may come this often, with and without calls
     * @param arrivingMaxBytes messages of all transports that have begun and are not whole; one
     *     that goes beyond it ends its call, unless it is as small as a set-up
     * @param wholeWithin a message that takes longer ends its call
     */
    public record Intake(
            int messageMaxBytes,
            int callsMax,
            int resetsMax,
            int setupMaxBytes,
            Duration pingEveryMin,
            long arrivingMaxBytes,
            Duration wholeWithin) {}

    /**
     * Bounds on what waits for one client.
     *
     * @param pushesMax keys that wait; one more and the client is given up
     * @param unackedMax pushes written and not acknowledged; more of them wait
     * @param answersMaxBytes answers the client has asked for and does not read; further requests
     *     are refused
     * @param unreadMaxBytes the same of all clients together; beyond it each client that does not
     *     read is refused further ones
     */
    public record Outgoing(
            int pushesMax, int unackedMax, long answersMaxBytes, long unreadMaxBytes) {}

    /**
     * How long the engine waits.
     *
     * @param setup from the opening of a stream to its set-up
     * @param quietAfterSetup no data is pushed before, clients are not ready
     * @param silence without a word, then the client is asked whether it lives
     * @param detection for the answer to that
     * @param ack for the acknowledgement of a push
     * @param blocked an outbox that does not move at all
     */
    public record Patience(
            Duration setup,
            Duration quietAfterSetup,
            Duration silence,
            Duration detection,
            Duration ack,
            Duration blocked) {}

    /** The values a node uses when nobody says otherwise. */
    public static GrpcLimits standard() {
        return new GrpcLimits(
                new Intake(
                        10 << 20,
                        1000,
                        1000,
                        64 << 10,
                        Duration.ofSeconds(10),
                        32 << 20,
                        Duration.ofSeconds(30)),
                new Outgoing(10_000, 10_000, 32L << 20, 64L << 20),
                new Patience(
                        Duration.ofSeconds(10),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10)));
    }
}
