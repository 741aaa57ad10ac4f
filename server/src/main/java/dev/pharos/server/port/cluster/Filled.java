package dev.pharos.server.port.cluster;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import java.util.Optional;

/**
 * Whether all that is durable is here again after a start. Until it is, nobody is told that
 * something is not there: it may only not be here. Thread: any; never blocks.
 */
public interface Filled {
    /** It is, from the first moment on. */
    Filled ALWAYS = Optional::empty;

    /** Why it is not; empty when it is. */
    Optional<Fault> lack();

    /** Fails: {@code FaultException} that says why, thrown, when it is not. */
    default void require() {
        Optional<Fault> lack = lack();
        if (lack.isPresent()) {
            throw new FaultException(lack.get());
        }
    }
}
