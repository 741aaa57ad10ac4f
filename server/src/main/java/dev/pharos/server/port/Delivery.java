package dev.pharos.server.port;

import dev.pharos.core.name.ConfigKey;

/**
 * One waiting client: a gRPC connection, a parked long poll, a UDP receiver. Compared by identity.
 */
public interface Delivery {
    /**
     * Takes what is to be told. A later notice about the same subject may take the place of an
     * earlier one that has not gone out.
     *
     * <p>Returns false when the client is gone for good. Thread: any; never blocks.
     */
    boolean offer(Notice notice);

    /** Who waits, for operators. */
    Subscriber who();

    /** The md5 of a configuration that the client says it has; empty when it has none. */
    default String md5(ConfigKey key) {
        return "";
    }

    /** Somebody who waits for a service, and the pools it chose, as it spells them. */
    record Subscription(Delivery delivery, String pools) {
        /** Who waits, for operators. */
        public Subscriber who() {
            return delivery.who();
        }
    }
}
