package dev.pharos.server.port.finding;

import java.util.List;

/**
 * What is not as it should be at this node, and goes on all the same: rooms report it, and whoever
 * asks after the node's health hears of it.
 *
 * <p>Limit: a bounded number is kept, and what is beyond is only logged. Thread: any; never blocks,
 * never fails.
 */
public interface Findings {
    /**
     * A condition that somebody should mend. Two of one name at one place are the same.
     *
     * @param name of the kind of condition, one word with dashes
     * @param place where it is
     * @param cause what is the case
     * @param remedy what to do
     */
    record Finding(String name, String place, String cause, String remedy) {}

    /** It is the case now; what was said of it before is replaced. */
    void report(Finding finding);

    /** It is not the case any more; no effect if it was not reported. */
    void withdraw(String name, String place);

    /** What is the case now, in the order of names and places. */
    List<Finding> now();
}
