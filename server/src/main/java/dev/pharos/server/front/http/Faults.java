package dev.pharos.server.front.http;

import dev.pharos.core.fault.Fault;
import java.util.Set;

/**
 * How a dialect says no: the one place where a failure becomes bytes. Called on an event loop or a
 * virtual thread; never blocks.
 */
public interface Faults {
    /**
     * The answer for an endpoint that failed, or a request that the engine refuses on the dialect's
     * ground. What the engine itself finds wrong arrives as a {@code
     * dev.pharos.core.fault.FaultException}: {@code Invalid} for a path, query or form that cannot
     * be decoded, {@code TooLarge} for a body, {@code Busy} when a bound of the server is reached.
     *
     * <p>Anything but a {@code FaultException} is a defect of ours; the engine has logged it.
     *
     * @param failure without the wrappers of {@code java.util.concurrent}
     */
    HttpAnswer answer(HttpCall call, Throwable failure);

    /**
     * What a caller is told of a fault. A parameter may be missed that stands in a body which is no
     * form by its type; then that is the cause.
     */
    static String message(HttpCall call, Fault fault) {
        return fault instanceof Fault.Invalid invalid && invalid.value().isEmpty()
                ? call.unreadBody()
                        .map(cause -> fault.message() + "; " + cause)
                        .orElseGet(fault::message)
                : fault.message();
    }

    /** No route has this path. May also serve: the section's catch-all. */
    HttpAnswer notFound(HttpCall call);

    /**
     * The path has routes, none for this method; {@code OPTIONS} comes here too.
     *
     * @param allowed methods that the path has, in the order of the table
     */
    HttpAnswer methodNotAllowed(HttpCall call, Set<String> allowed);
}
