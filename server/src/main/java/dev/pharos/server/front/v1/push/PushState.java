package dev.pharos.server.front.v1.push;

import dev.pharos.server.front.wire.JsonWriter;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts pushes of services, over UDP and over gRPC, and numbers those over UDP.
 *
 * <p>Limit: numbers stay below 2^53, since some clients read them as floating point. Thread: any.
 */
public final class PushState {
    private static final long NUMBERS_PER_MILLI = 1000;

    private final AtomicLong number;
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong succeed = new AtomicLong();
    private final AtomicLong costMillis = new AtomicLong();
    private final AtomicLong costMaxMillis = new AtomicLong(-1);

    /** Numbers go on from a time, so that a restarted server does not repeat them. */
    PushState(long nowMillis) {
        this.number = new AtomicLong(nowMillis * NUMBERS_PER_MILLI);
    }

    /** Something is told now. */
    public void sent() {
        total.incrementAndGet();
    }

    /** The number of a packet that is sent now. */
    long begin() {
        sent();
        return number.incrementAndGet();
    }

    /** It has been acknowledged. */
    public void arrived(long tookMillis) {
        succeed.incrementAndGet();
        costMillis.addAndGet(tookMillis);
        costMaxMillis.accumulateAndGet(tookMillis, Math::max);
    }

    /** Counts from now on anew. */
    public void reset() {
        total.set(0);
        succeed.set(0);
        costMillis.set(0);
        costMaxMillis.set(-1);
    }

    /** As {@code push/state} tells it; with reset, what was counted until then. */
    public void members(JsonWriter json, boolean isDetailed, boolean isReset) {
        long all = total.get();
        long arrived = succeed.get();
        json.number("succeed", arrived)
                .number("total", all)
                .number("ratio", all == 0 ? 0f : (float) arrived / all);
        if (isDetailed) {
            json.object(
                    "detail",
                    detail ->
                            detail.number(
                                            "avgPushCost",
                                            arrived == 0 ? -1 : costMillis.get() / arrived)
                                    .number("maxPushCost", costMaxMillis.get()));
        }
        json.flag("reset", isReset);
    }
}
