package dev.pharos.core.registry;

import dev.pharos.core.fault.Fault;

/** What became of a command. */
public sealed interface RegistryOutcome {
    RegistryOutcome DONE = new Done();

    /** It holds now, whether or not anything had to change. */
    record Done() implements RegistryOutcome {}

    /** Nothing changed. */
    record Refused(Fault fault) implements RegistryOutcome {}
}
