package dev.pharos.server.cluster.raft;

import dev.pharos.core.fault.Fault;
import dev.pharos.server.cluster.log.LogException;
import dev.pharos.server.cluster.log.Room;
import dev.pharos.server.port.World;
import dev.pharos.server.telemetry.meter.LogMeter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A full disk is no end: what is durable is refused until there is room again. It is refused
 * already when little room is left, so that what has been taken finds its place.
 */
final class FullDisk {
    private static final Logger LOG = LoggerFactory.getLogger(FullDisk.class);

    /** So much is kept for what is on its way, for votes, and for the end of a snapshot. */
    static final long SPARE_BYTES = 8 << 20;

    private static final Duration RETRY = Duration.ofMillis(500);
    private static final long LOOK_MILLIS = 20;

    private final World world;
    private final Standing standing;
    private final Place place;
    private final Runnable refusing;
    private final AtomicLong nextLook = new AtomicLong(Long.MIN_VALUE);
    private final AtomicBoolean low = new AtomicBoolean();
    private long fullSinceMillis; // changes in the order of the standing

    /**
     * What may be full.
     *
     * @param free bytes that are left there
     * @param stops counts how often it was full
     */
    record Place(Path folder, LongSupplier free, LongAdder stops) {
        /** A folder that is not there yet has room. */
        static Place of(Path folder, LogMeter meter) {
            return new Place(
                    folder,
                    () ->
                            folder.toFile().exists()
                                    ? folder.toFile().getUsableSpace()
                                    : Long.MAX_VALUE,
                    meter.stops());
        }

        boolean hasRoom() {
            return free.getAsLong() >= SPARE_BYTES;
        }
    }

    /**
     * There is room.
     *
     * @param refusing told when there is none
     */
    FullDisk(World world, Standing standing, Place place, Runnable refusing) {
        this.world = world;
        this.standing = standing;
        this.place = place;
        this.refusing = refusing;
    }

    /** Sees whether there is room for what somebody is about to begin. Cheap; never blocks. */
    void look() {
        long now = world.steadyMillis();
        long due = nextLook.get();
        if (now < due || !nextLook.compareAndSet(due, now + LOOK_MILLIS)) {
            return;
        }
        if (!place.hasRoom() && low.compareAndSet(false, true)) {
            String left = place.free.getAsLong() + " bytes are left, " + SPARE_BYTES + " kept";
            gone(new LogException.Full(place.folder, new IOException(left)));
            retry(place::hasRoom, () -> low.set(false));
        }
    }

    /** For one that tries again by itself; {@code told} hears why it waits. */
    Room telling(Consumer<String> told) {
        return new Room() {
            @Override
            public void gone(LogException.Full why) {
                FullDisk.this.gone(why);
                told.accept(String.valueOf(why.getMessage()));
            }

            @Override
            public void back() {
                FullDisk.this.back();
            }
        };
    }

    /**
     * For one that is not told when it may try again: {@code settled} tries, and says if it is
     * done.
     */
    Room trying(BooleanSupplier settled) {
        return new Room() {
            @Override
            public void gone(LogException.Full why) {
                FullDisk.this.gone(why);
                retry(settled, () -> {});
            }

            @Override
            public void back() {} // told by the last try
        };
    }

    private void retry(BooleanSupplier settled, Runnable done) {
        world.after(
                RETRY,
                world.tasks(),
                () -> {
                    if (settled.getAsBoolean()) {
                        done.run();
                        back();
                    } else if (!standing.isOver()) {
                        retry(settled, done);
                    }
                });
    }

    private void gone(LogException.Full why) {
        String cause = String.valueOf(why.getMessage());
        Fault fault = new Fault.Unavailable(cause, "make room; no restart is needed");
        standing.full(
                fault,
                () -> {
                    place.stops().increment();
                    fullSinceMillis = world.steadyMillis();
                    LOG.warn("no durable write is taken: {}", fault.message());
                });
        refusing.run();
    }

    private void back() {
        standing.room(
                () ->
                        LOG.warn( // it may be the only line that found room
                                "durable writes are taken again: there was no room in {} for {} ms",
                                place.folder(),
                                world.steadyMillis() - fullSinceMillis));
    }
}
