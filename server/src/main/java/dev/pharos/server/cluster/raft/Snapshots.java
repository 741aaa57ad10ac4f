package dev.pharos.server.cluster.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.cluster.raft.snapshot.SnapshotDraft;
import dev.pharos.server.port.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when a snapshot is due, and makes it: the state is taken hold of between two entries, and
 * written beside what goes on. One that fails does no harm: the log only stays longer.
 */
final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.raft");

    /** So long after one that failed none is begun unasked; on a full disk it takes the room. */
    private static final Duration REST_MAX = Duration.ofSeconds(30);

    private static final Fault NONE =
            new Fault.Unavailable("this log takes no snapshots", "start the node with data");

    private final World world;
    private final Optional<Images> images;
    private final RaftSettings.SnapshotsDue due;
    private final AtomicLong newBytes = new AtomicLong();
    private final AtomicLong newEntries = new AtomicLong();
    private final AtomicBoolean underWay = new AtomicBoolean();

    /** Whether none is begun because of what is new. */
    private final AtomicBoolean rests = new AtomicBoolean();

    private final AtomicReference<List<CompletableFuture<Void>>> asked =
            new AtomicReference<>(List.of());
    private volatile @Nullable Consumer<Closure> take;
    private volatile @Nullable Made made;
    private volatile long lastIndex;

    /** Of the newest image; 0: there is none. */
    private volatile long imageBytes;

    /** What has been written, and waits for the library to make it the snapshot. */
    private record Made(long index, long bytes, long begunNanos) {}

    Snapshots(World world, Optional<Images> images, RaftSettings.SnapshotsDue due) {
        this.world = world;
        this.images = images;
        this.due = due;
    }

    /** From now on they are taken, if there is a way to; {@code snapshot} begins one. */
    void start(Consumer<Closure> snapshot) {
        if (images.isEmpty()) {
            return;
        }
        take = snapshot;
        beginWhenDue();
        world.after(due.every(), world.tasks(), this::afterAWhile);
    }

    void stop() {
        take = null;
        failAll(asked.getAndSet(List.of()), RaftLog.STOPPING);
    }

    /** Done when there is one of the state as it is now, or later. */
    CompletionStage<Void> now() {
        CompletableFuture<Void> reply = new CompletableFuture<>();
        var _ = asked.updateAndGet(before -> with(before, reply));
        begin();
        if (take == null) {
            failAll(asked.getAndSet(List.of()), NONE);
        }
        return reply;
    }

    /** Of the last entry that was handed over, or came in a snapshot. */
    long lastIndex() {
        return lastIndex;
    }

    /** An entry of that size has been handed over to the state. */
    void handedOver(long index, long bytes) {
        lastIndex = index;
        newBytes.addAndGet(bytes);
        newEntries.incrementAndGet();
        beginWhenDue();
    }

    /**
     * Takes hold of the state; the log's thread waits for that, and for nothing else.
     *
     * @param settled done when all before is applied
     */
    void save(CompletableFuture<Void> settled, SnapshotDraft draft, Closure done) {
        long bytes = newBytes.get();
        long entries = newEntries.get();
        Made begun = new Made(lastIndex, 0, world.nanos());
        try {
            Images.Image image = settled.thenCompose(_ -> images.orElseThrow().take()).join();
            world.tasks()
                    .execute(
                            () -> {
                                if (write(image, draft, done, begun)) {
                                    newBytes.addAndGet(-bytes);
                                    newEntries.addAndGet(-entries);
                                }
                            });
        } catch (RuntimeException failure) {
            fail(failure, done);
        }
    }

    void load(SnapshotReader reader) throws IOException {
        long begun = world.nanos();
        Path folder = Path.of(reader.getPath());
        images.orElseThrow().restore(folder);
        imageBytes = images.orElseThrow().size(folder);
        long index = reader.load().getLastIncludedIndex();
        lastIndex = index;
        tell("loaded", new Made(index, size(folder), begun));
    }

    /** The index is that of the last entry whose effect is in it. */
    private void tell(String what, Made snapshot) {
        LOG.info(
                "snapshot {} index={} bytes={} millis={}",
                what,
                snapshot.index,
                snapshot.bytes,
                (world.nanos() - snapshot.begunNanos) / 1_000_000);
    }

    private static long size(Path folder) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private void afterAWhile() {
        if (newEntries.get() > 0) {
            begin();
        }
        if (take != null) {
            world.after(due.every(), world.tasks(), this::afterAWhile);
        }
    }

    /**
     * A log as long as the newest image, or as short as it may be: so a start reads not much more
     * than there is, and snapshots write not much more than the log does.
     */
    private void beginWhenDue() {
        if (rests.get()) {
            return;
        }
        long bytes = Math.max(due.bytes(), imageBytes);
        if (newBytes.get() >= bytes || newEntries.get() >= due.entries()) {
            begin();
        }
    }

    private void begin() {
        Consumer<Closure> snapshot = take;
        if (snapshot != null && underWay.compareAndSet(false, true)) {
            List<CompletableFuture<Void>> waiting = asked.getAndSet(List.of());
            snapshot.accept(status -> ended(status, waiting));
        }
    }

    private void ended(Status status, List<CompletableFuture<Void>> waiting) {
        Made snapshot = made;
        made = null;
        if (!status.isOk()) {
            rest();
        }
        underWay.set(false);
        if (status.isOk()) {
            if (snapshot != null) {
                tell("taken", snapshot);
            }
            waiting.forEach(reply -> reply.complete(null));
        } else {
            String cause = "the snapshot failed: " + status.getErrorMsg();
            failAll(waiting, new Fault.Unavailable(cause, "see the log file, then try again"));
        }
        if (!asked.get().isEmpty()) {
            begin();
        }
    }

    private void rest() {
        if (rests.compareAndSet(false, true)) {
            Duration rest = due.every().compareTo(REST_MAX) < 0 ? due.every() : REST_MAX;
            world.after(
                    rest,
                    world.tasks(),
                    () -> {
                        rests.set(false);
                        beginWhenDue();
                    });
        }
    }

    private static void failAll(List<CompletableFuture<Void>> replies, Fault why) {
        replies.forEach(reply -> reply.completeExceptionally(new FaultException(why)));
    }

    private static <T> List<T> with(List<T> some, T more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }

    private boolean write(Images.Image image, SnapshotDraft draft, Closure done, Made begun) {
        try {
            Path folder = draft.begin();
            image.write(folder).forEach(draft::addFile);
            draft.finish();
            imageBytes = images.orElseThrow().size(folder);
            made = new Made(begun.index, size(folder), begun.begunNanos);
        } catch (IOException | RuntimeException failure) {
            fail(failure, done);
            return false;
        }
        done.run(Status.OK());
        return true;
    }

    /** Not as an error of the disk, for which the library would end the member. */
    private static void fail(Exception failure, Closure done) {
        LOG.warn("snapshot failed, the log stays as it is cause=\"{}\"", failure.toString());
        done.run(new Status(RaftError.ECANCELED, failure.toString()));
    }
}
