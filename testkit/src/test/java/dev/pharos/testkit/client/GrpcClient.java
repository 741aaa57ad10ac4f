package dev.pharos.testkit.client;

import org.junit.jupiter.api.Test;

/** The tests of a client over gRPC, which can do more. */
interface GrpcClient extends EveryClient {
    @Test
    default void leavesPersistentInstancesBehind() {
        tour().persistent();
    }

    @Test
    default void registersABatch() {
        tour().batch();
    }

    @Test
    default void comesBackWhenItIsSentAway() {
        tour().sentAway();
    }

    @Test
    default void publishesOnlyOverWhatItExpects() {
        tour().compareAndSet();
    }
}
