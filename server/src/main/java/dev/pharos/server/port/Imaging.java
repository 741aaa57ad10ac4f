package dev.pharos.server.port;

import dev.pharos.core.config.ConfigBook;
import dev.pharos.core.registry.Registry;
import java.util.concurrent.CompletionStage;

/**
 * Taking hold of all durable state, and putting it back, so that a log may forget what led to it:
 * the other half of {@link Commits}, implemented by the same.
 *
 * <p>Thread: never blocks. Fails: {@code FaultException} with {@code Busy} (not begun).
 */
public interface Imaging {
    /** All durable state at one moment. It never changes. */
    record StateImage(ConfigBook.Image configs, Registry.Image services) {}

    /**
     * The state after all that has been handed over. Order: the log hands nothing over until the
     * stage completes.
     */
    CompletionStage<StateImage> image();

    /** From now on the durable state is that of the image. Whoever watches hears what differs. */
    CompletionStage<Void> restore(StateImage image);
}
