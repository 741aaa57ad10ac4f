package dev.pharos.server.port;

import dev.pharos.core.sync.Delta;
import dev.pharos.core.sync.Picture;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The ephemeral half, of which a picture is kept so that a restart makes no list shorter:
 * implemented by {@code state}.
 *
 * <p>Thread: never blocks.
 */
public interface Pictured {
    /** As it is now. Fails: {@code FaultException} with {@code Busy}. */
    CompletionStage<Picture> picture();

    /**
     * Shows again what the picture shows, for a grace if nobody confirms it. Order: after the
     * durable half, before any client is heard.
     */
    CompletionStage<Void> restore(Picture picture);

    /**
     * Has {@code told} hear of every change from now on, before who asked for it is answered: of
     * what this node has written, in its order, and of an empty list for what others have. It must
     * not block either.
     */
    void onChange(Consumer<List<Delta>> told);
}
