package dev.pharos.core.sync;

/**
 * The ephemeral half at one moment, without its clocks: what a restarted node shows until those who
 * publish have come back.
 *
 * @param state what was there, and which writes had been seen: so it can be merged with what others
 *     have. A node alone tags nothing
 * @param refMillis no view had a later time. Unit: milliseconds since 1970
 */
public record Picture(State state, long refMillis) {}
