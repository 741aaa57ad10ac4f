package dev.pharos.server.port;

import dev.pharos.core.config.ConfigBook.PastChange;
import dev.pharos.core.config.HistoryRow;
import java.util.Optional;

/**
 * Where what configurations said before lies, so that memory holds no more than a row for each
 * change. It need not survive an end: the log and its snapshots bring all of it back.
 */
public interface ConfigStore extends AutoCloseable {
    /**
     * Keeps what was recorded and gives up what was forgotten, before anybody is told of the
     * change. What is forgotten may stay for a while.
     *
     * <p>Order: numbers rise from call to call, and within one. Thread: one at a time, the keeper's
     * writer; may block, and does while there is no room. Fails: an unchecked exception when the
     * disk has failed, which ends the node; then nothing of it is there.
     */
    void save(PastChange change);

    /**
     * What was last saved under this number; absent when it is not, or no longer there.
     *
     * <p>Thread: any; may block. Fails: {@code FaultException} with {@code Unavailable} when it
     * cannot be read. That says nothing about others.
     */
    Optional<HistoryRow.Body> load(long number);

    /** From now on nothing is kept, and nobody waits. */
    @Override
    void close();
}
