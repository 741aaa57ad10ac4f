package dev.pharos.server.cluster.sync;

import dev.pharos.core.sync.Entry;
import dev.pharos.core.sync.Picture;
import dev.pharos.server.port.Pictured;
import dev.pharos.server.port.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a picture of the ephemeral half in a file: written soon after a change, but never more
 * often than every {@link #PAUSE}, and not synced. What it lacks is what changed in that time.
 *
 * <p>Thread: whoever changes something leaves a mark and goes on; the writing is a task's.
 */
public final class Pictures implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** For so many times as long as it took, it rests: a large picture costs no more than that. */
    private static final int REST = 20;

    private final World world;
    private final Pictured half;
    private final PictureFile file;
    private final AtomicBoolean changed = new AtomicBoolean();

    /** Whether a writing is planned or under way. */
    private final AtomicBoolean planned = new AtomicBoolean();

    private volatile boolean closed;
    private boolean failing;

    private Pictures(World world, Path file, Pictured half) {
        this.world = world;
        this.half = half;
        this.file = new PictureFile(file);
    }

    /**
     * Puts back what the file shows, if it can be read, and keeps it up to date from now on.
     * Blocks.
     */
    public static Pictures start(World world, Path file, Pictured half) {
        Pictures pictures = new Pictures(world, file, half);
        pictures.restore();
        half.onChange(pictures::changed);
        return pictures;
    }

    /** Writes what has changed last, after a writing that is under way. Blocks. */
    @Override
    public void close() {
        closed = true;
        save();
    }

    private void restore() {
        try {
            Optional<Picture> picture = file.read();
            if (picture.isPresent()) {
                half.restore(picture.get()).toCompletableFuture().join();
                LOG.info("unconfirmed until they register: {}", size(picture.get()));
            }
        } catch (IOException e) {
            LOG.warn("no instances of before the start: {}", e.getMessage());
        }
    }

    private static String size(Picture picture) {
        List<Entry> entries = picture.state().entries();
        long instances =
                entries.stream()
                        .mapToLong(entry -> entry.value().published().instances().size())
                        .sum();
        long services = entries.stream().map(entry -> entry.key().service()).distinct().count();
        return "services=" + services + " instances=" + instances;
    }

    private void changed() {
        changed.set(true);
        plan();
    }

    private void plan() {
        if (!planned.get() && planned.compareAndSet(false, true)) {
            world.tasks().execute(this::write);
        }
    }

    private void write() {
        long begun = world.nanos();
        if (!closed) {
            save();
        }
        Duration rest = Duration.ofNanos(world.nanos() - begun).multipliedBy(REST);
        world.after(rest.compareTo(PAUSE) > 0 ? rest : PAUSE, world.tasks(), this::rested);
    }

    private void rested() {
        planned.set(false);
        if (changed.get() && !closed) {
            plan();
        }
    }

    /** One at a time: only the end may meet a writing. */
    private synchronized void save() {
        if (!changed.getAndSet(false)) {
            return;
        }
        try {
            file.write(half.picture().toCompletableFuture().join());
            if (failing) {
                LOG.info("the picture of instances is written again");
            }
            failing = false;
        } catch (IOException | CompletionException e) {
            changed.set(true);
            if (!failing) {
                LOG.warn(
                        "instances are not there after a restart: no picture of them: {}", said(e));
            }
            failing = true;
        }
    }

    private static String said(Exception e) {
        return String.valueOf(e instanceof CompletionException ? e.getCause() : e);
    }
}
