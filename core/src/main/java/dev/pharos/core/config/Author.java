package dev.pharos.core.config;

/** Who changed something: an authenticated name (empty when nobody was asked) and an address. */
public record Author(String user, String ip) {}
