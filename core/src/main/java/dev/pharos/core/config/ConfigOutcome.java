package dev.pharos.core.config;

import dev.pharos.core.fault.Fault;

/** What became of a command. */
public sealed interface ConfigOutcome {
    /**
     * It holds now.
     *
     * @param revision a counter in the state, not an index of the log; it rises with each change
     */
    record Done(long revision) implements ConfigOutcome {}

    /** Nothing changed. */
    record Refused(Fault fault) implements ConfigOutcome {}
}
