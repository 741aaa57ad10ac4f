package dev.pharos.server.port;

/** A waiting client as operators see it. {@code port} is 0 where the address has none. */
public record Subscriber(String id, String ip, int port, String agent, String app) {}
