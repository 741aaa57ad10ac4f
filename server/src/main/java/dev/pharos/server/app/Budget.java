package dev.pharos.server.app;

import dev.pharos.core.fault.Fault;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The memory that one kind of thing may take, with what is on its way into it.
 *
 * <p>Thread: any; never blocks.
 */
final class Budget {
    private static final int MEGA = 20;

    /**
     * What is the most.
     *
     * @param what in the words of a refusal
     * @param key of the setting that says so
     */
    record Limit(String what, String key, long bytes) {}

    private final Limit limit;
    private final LongSupplier taken;
    private final AtomicLong underWay = new AtomicLong();

    Budget(Limit limit, LongSupplier taken) {
        this.limit = limit;
        this.taken = taken;
    }

    /**
     * Begins the work if there is room for what it adds. What needs no more room than it gives free
     * begins in any case, but not several of it at a time.
     *
     * <p>Fails: {@code Unavailable}, and nothing was begun.
     */
    <T> CompletionStage<T> admit(long added, long replaced, Supplier<CompletionStage<T>> work) {
        if (added == 0) {
            return work.get();
        }
        long others = underWay.getAndAdd(added);
        long needed = taken.getAsLong() + others + added - replaced;
        if (needed > limit.bytes() && (added > replaced || others > 0)) {
            underWay.addAndGet(-added);
            return Outcomes.refused(full(added));
        }
        return work.get().whenComplete((_, _) -> underWay.addAndGet(-added));
    }

    private Fault full(long added) {
        return new Fault.Unavailable(
                "%s: no room for %s, %s of %s are taken (%s)"
                        .formatted(
                                limit.what(),
                                shown(added),
                                shown(taken.getAsLong() + underWay.get()),
                                shown(limit.bytes()),
                                limit.key()),
                "remove some, or give the node a larger heap");
    }

    private static String shown(long bytes) {
        return bytes >> MEGA < 10 ? (bytes >> 10) + " KB" : (bytes >> MEGA) + " MB";
    }
}
