package dev.pharos.core.sync;

/**
 * What two nodes compare to see whether they hold the same.
 *
 * @param hash of all entries, in whatever order they came
 */
public record Digest(Versions versions, long hash) {}
