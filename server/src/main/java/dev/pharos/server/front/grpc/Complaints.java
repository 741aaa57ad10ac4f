package dev.pharos.server.front.grpc;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients do wrong, in the log: one line per reason and while. The rest is counted, and the
 * count is said when the while is over.
 */
final class Complaints {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.server.front.grpc");
    static final int PAUSE_SECONDS = 10;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(PAUSE_SECONDS);

    /** Everything the engine may complain of; the set is closed, so the log stays bounded. */
    enum Reason {
        BROKEN_PAYLOAD,
        BROKEN_SETUP,
        BROKEN_ACK,
        NOT_SET_UP,
        ARRIVING_FULL,
        SLOW_MESSAGE,
        UNREAD_ANSWERS,
        REQUEST_FAILED,
        PUSH_FAILED,
        DIALECT_FAILED,
        GIVEN_UP
    }

    private static final class Turn {
        private final AtomicLong nextAtNanos = new AtomicLong(System.nanoTime());
        private final AtomicLong suppressed = new AtomicLong();
        private volatile String last = "";
    }

    private final Map<Reason, Turn> turns = new EnumMap<>(Reason.class);

    Complaints() {
        for (Reason reason : Reason.values()) {
            turns.put(reason, new Turn());
        }
    }

    /** A client's fault, or its end. */
    void say(Reason reason, Connection about, String what) {
        long suppressed = turn(reason, about);
        if (suppressed >= 0) {
            LOG.warn(
                    "reason={} connection={} what=\"{}\" suppressed={}",
                    reason,
                    about.id(),
                    what,
                    suppressed);
        }
    }

    /** A fault of ours, with its trace. */
    void fault(Reason reason, Connection about, Throwable fault) {
        long suppressed = turn(reason, about);
        if (suppressed >= 0) {
            LOG.error(
                    "reason={} connection={} suppressed={}", reason, about.id(), suppressed, fault);
        }
    }

    /** Says how many lines have been left out; called now and then. */
    void flush() {
        turns.forEach(
                (reason, turn) -> {
                    long suppressed = turn.suppressed.getAndSet(0);
                    if (suppressed > 0) {
                        LOG.warn(
                                "reason={} left out={} last connection={}",
                                reason,
                                suppressed,
                                turn.last);
                    }
                });
    }

    /** How many lines were left out before this one; negative when this one is left out too. */
    private long turn(Reason reason, Connection about) {
        Turn turn = turns.get(reason);
        if (turn == null) {
            return -1;
        }
        long now = System.nanoTime();
        long next = turn.nextAtNanos.get();
        if (now - next < 0 || !turn.nextAtNanos.compareAndSet(next, now + PAUSE_NANOS)) {
            turn.last = about.id();
            turn.suppressed.incrementAndGet();
            return -1;
        }
        return turn.suppressed.getAndSet(0);
    }
}
