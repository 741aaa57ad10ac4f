package dev.pharos.server.port;

/** A waiting client and the pools it chose, as it spells them. */
public record Subscription(Subscriber who, String pools) {}
