package dev.pharos.server.cluster.peer;

import java.util.Optional;

/**
 * What is known of a target.
 *
 * @param greeting what was said there last, also by one that refused us; absent when nothing was
 * @param reached whether messages reach it now; never true of this very process
 * @param sinceMillis of the last change of {@code reached}. Unit: the world's steady milliseconds
 * @param problem why it is not reached, in a phrase; empty when it is
 */
public record Met(
        Target target,
        Optional<Greeting> greeting,
        boolean reached,
        long sinceMillis,
        String problem) {
    /** The problem before anything has been tried. */
    public static final String UNTRIED = "it has not been tried yet";
}
