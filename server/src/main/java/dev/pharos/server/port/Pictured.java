package dev.pharos.server.port;

import dev.pharos.core.sync.Picture;
import java.util.concurrent.CompletionStage;

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

    /** Has {@code told} run after every change from now on. It must not block either. */
    void onChange(Runnable told);
}
