package dev.pharos.server.app;

/** How much is registered. */
public record RegistryCounts(int services, int instances) {}
