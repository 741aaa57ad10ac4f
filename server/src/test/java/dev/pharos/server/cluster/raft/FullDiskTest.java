package dev.pharos.server.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pharos.core.fault.Fault;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.cluster.log.LogException;
import dev.pharos.server.cluster.log.Room;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FullDiskTest {
    private static final Path FOLDER = Path.of("/some/folder");

    private final SystemWorld world = new SystemWorld((_, failure) -> failure.printStackTrace());
    private final Standing standing = new Standing();
    private final AtomicLong free = new AtomicLong(FullDisk.SPARE_BYTES);
    private final List<String> told = new ArrayList<>();
    private final LongAdder stops = new LongAdder();
    private final FullDisk disk =
            new FullDisk(
                    world,
                    standing,
                    new FullDisk.Place(FOLDER, free::get, stops),
                    () -> told.add("refusing"));

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void littleRoomIsRefusedBeforeThereIsNone() {
        disk.look();
        assertThat(standing.refusal()).isNull();
        free.decrementAndGet();
        await().until(
                        () -> {
                            disk.look(); // it looks now and then, not for each command
                            return standing.isFull();
                        });
        assertThat(told).containsExactly("refusing");
        assertThat(standing.refusal())
                .isEqualTo(
                        new Fault.Unavailable(
                                "no space left for /some/folder: 8388607 bytes are left, 8388608"
                                        + " kept",
                                "make room; no restart is needed"));
        free.incrementAndGet();
        await().until(() -> !standing.isFull());
    }

    /** Whoever else has found it full still waits. */
    @Test
    void thereIsRoomWhenThereIsRoomForAll() {
        Room log = disk.telling(told::add);
        AtomicBoolean settled = new AtomicBoolean();
        LogException.Full why = new LogException.Full(FOLDER, new IOException("full"));
        log.gone(why);
        disk.trying(settled::get).gone(why);
        assertThat(told).contains("no space left for /some/folder: full");
        log.back();
        assertThat(standing.isFull()).isTrue();
        settled.set(true);
        await().until(() -> !standing.isFull());
        assertThat(stops.sum()).as("once for all who wait").isEqualTo(1);
    }

    /** One finds room in the moment in which another finds none: that one is not passed over. */
    @Test
    void whoFindsItFullIsHeardBesideWhoFindsRoom() throws Exception {
        Room log = disk.telling(_ -> {});
        LogException.Full why = new LogException.Full(FOLDER, new IOException("full"));
        log.gone(why);
        Thread room = new Thread(log::back);
        synchronized (standing) {
            room.start();
            await().until(() -> room.getState() == Thread.State.BLOCKED);
            log.gone(why);
        }
        room.join();
        assertThat(standing.isFull()).isTrue();
        log.back();
        assertThat(standing.isFull()).isFalse();
    }
}
