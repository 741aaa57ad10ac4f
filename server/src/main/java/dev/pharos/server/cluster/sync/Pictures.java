package dev.pharos.server.cluster.sync;

import dev.pharos.core.sync.Delta;
import dev.pharos.core.sync.Entry;
import dev.pharos.core.sync.Picture;
import dev.pharos.server.port.Pictured;
import dev.pharos.server.port.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a picture of the ephemeral half in a file, and beside it what this node has written since:
 * at once, while the picture comes never more often than every {@link #PAUSE}. Nothing is synced.
 * What they lack is what others have written in that time, and have.
 *
 * <p>Thread: whoever changes something leaves it here and goes on; the writing is others'. Limit:
 * {@value #WAITING_MAX} writes wait for the file; the picture has the others.
 */
public final class Pictures implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** For so many times as long as it took, it rests: a large picture costs no more than that. */
    private static final int REST = 20;

    private static final int WAITING_MAX = 1 << 16;

    private final World world;
    private final Pictured half;
    private final PictureFile file;
    private final WritesFiles since;

    /** Waits for the disk, and nobody waits for it. */
    private final Executor appender;

    private final Queue<List<Delta>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingWrites = new AtomicInteger();
    private final AtomicBoolean appending = new AtomicBoolean();
    private final AtomicBoolean changed = new AtomicBoolean();

    /** Whether a writing is planned or under way. */
    private final AtomicBoolean planned = new AtomicBoolean();

    private volatile boolean closed;
    private boolean failing;

    private Pictures(World world, Path file, Pictured half) throws IOException {
        this.world = world;
        this.half = half;
        this.file = new PictureFile(file);
        this.since = new WritesFiles(file);
        this.appender = world.loop("writes");
    }

    /**
     * Puts back what the files show, if they can be read, and keeps them up to date from now on.
     * Blocks.
     *
     * @throws IOException in one line, when nobody can say which files are there
     */
    public static Pictures start(World world, Path file, Pictured half) throws IOException {
        Pictures pictures = new Pictures(world, file, half);
        pictures.restore();
        // The first time takes long: it loads what is needed.
        pictures.appender.execute(() -> pictures.append(List.of()));
        half.onChange(pictures::changed);
        return pictures;
    }

    /** Writes what has changed last, after a writing that is under way. Blocks. */
    @Override
    public void close() {
        closed = true;
        save();
        try {
            turn();
        } catch (IOException e) {
            LOG.warn("closing: {}", e.toString());
        }
    }

    private void restore() {
        Optional<Picture> picture = read("of before the start", file::read);
        List<Delta> writes = read("of the last moment before it", this::writes).orElse(List.of());
        if (!writes.isEmpty()) {
            picture = Optional.of(picture.orElse(Picture.EMPTY).after(writes));
        }
        if (picture.isPresent()) {
            half.restore(picture.get()).toCompletableFuture().join();
            LOG.info("unconfirmed until they register: {}", size(picture.get()));
        }
    }

    private Optional<List<Delta>> writes() throws IOException {
        return Optional.of(since.read());
    }

    /** What can be read of a file. */
    private interface Reading<T> {
        Optional<T> read() throws IOException;
    }

    private static <T> Optional<T> read(String what, Reading<T> file) {
        try {
            return file.read();
        } catch (IOException e) {
            LOG.warn("no instances {}: {}", what, e.getMessage());
            return Optional.empty();
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

    private void changed(List<Delta> writes) {
        changed.set(true);
        if (closed) {
            return;
        }
        if (!writes.isEmpty() && waitingWrites.get() < WAITING_MAX) {
            waitingWrites.addAndGet(writes.size());
            waiting.add(writes);
        }
        if (!waiting.isEmpty() && appending.compareAndSet(false, true)) {
            appender.execute(this::append);
        }
        plan();
    }

    /** All that waits; what comes meanwhile goes along, or finds nobody here and comes again. */
    private void append() {
        do {
            List<Delta> batch = new ArrayList<>();
            for (List<Delta> next = waiting.poll(); next != null; next = waiting.poll()) {
                batch.addAll(next);
            }
            waitingWrites.addAndGet(-batch.size());
            if (!batch.isEmpty()) {
                append(batch);
            }
            appending.set(false);
        } while (!waiting.isEmpty() && appending.compareAndSet(false, true));
    }

    private void append(List<Delta> batch) {
        synchronized (since) {
            try {
                since.append(batch);
            } catch (IOException e) {
                LOG.debug("left to the picture: {}", e.toString()); // which says what is wrong
            }
        }
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
            long shown = failing ? 0 : turn(); // so that there are never many files
            file.write(half.picture().toCompletableFuture().join());
            forget(shown);
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

    /** The picture shows what was written until now. */
    private long turn() throws IOException {
        synchronized (since) {
            return since.turn();
        }
    }

    private void forget(long shown) throws IOException {
        synchronized (since) {
            since.forget(shown);
        }
    }

    private static String said(Exception e) {
        return String.valueOf(e instanceof CompletionException ? e.getCause() : e);
    }
}
