package dev.pharos.server.port.cluster;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether all that is durable is here again after a start. Until it is, nobody is told that
 * something is not there: it may only not be here. Thread: any; never blocks.
 */
public interface Filled {
    /** It is, from the first moment on. */
    Filled ALWAYS = Optional::empty;

    /** Why what is here may be less than this node has shown before; empty when it is not. */
    Optional<Fault> lack();

    /**
     * Why there may be more than is here, if less than that is here too; empty when there is not.
     */
    default Optional<Fault> doubt() {
        return lack();
    }

    /** Fails: {@code FaultException} that says why, thrown, while there is a lack. */
    default void require() {
        refuse(lack());
    }

    /** What is found. Fails: as {@link #require}, and when nothing is, while there is a doubt. */
    default <T> Optional<T> known(Supplier<Optional<T>> search) {
        require();
        Optional<Fault> doubt = doubt(); // before it is looked for
        Optional<T> found = search.get();
        if (found.isEmpty()) {
            refuse(doubt);
        }
        return found;
    }

    private static void refuse(Optional<Fault> why) {
        if (why.isPresent()) {
            throw new FaultException(why.get());
        }
    }
}
