package dev.pharos.server.port;

/** Somebody who waits for a service, and the pools it chose, as it spells them. */
public record Subscription(Delivery delivery, String pools) {
    /** Who waits, for operators. */
    public Subscriber who() {
        return delivery.who();
    }
}
