package dev.pharos.server.cluster.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import dev.pharos.server.port.World;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when a snapshot is due, and makes it: the state is taken hold of between two entries, and
 * written beside what goes on. One that fails does no harm: the log only stays longer.
 */
final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger("dev.pharos.raft");

    private final World world;
    private final Optional<Images> images;
    private final RaftSettings.SnapshotsDue due;
    private final AtomicLong newBytes = new AtomicLong();
    private final AtomicLong newEntries = new AtomicLong();
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile @Nullable Consumer<Closure> take;

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
    }

    /** An entry of that size has been handed over to the state. */
    void handedOver(long bytes) {
        newBytes.addAndGet(bytes);
        newEntries.incrementAndGet();
        beginWhenDue();
    }

    /**
     * Takes hold of the state; the log's thread waits for that, and for nothing else.
     *
     * @param settled done when all before is applied
     */
    void save(CompletableFuture<Void> settled, SnapshotWriter writer, Closure done) {
        long bytes = newBytes.get();
        long entries = newEntries.get();
        try {
            Images.Image image = settled.thenCompose(_ -> images.orElseThrow().take()).join();
            world.tasks()
                    .execute(
                            () -> {
                                if (write(image, writer, done)) {
                                    newBytes.addAndGet(-bytes);
                                    newEntries.addAndGet(-entries);
                                }
                            });
        } catch (RuntimeException failure) {
            fail(failure, done);
        }
    }

    void load(SnapshotReader reader) throws IOException {
        images.orElseThrow().restore(Path.of(reader.getPath()));
    }

    private void afterAWhile() {
        if (newEntries.get() > 0) {
            begin();
        }
        if (take != null) {
            world.after(due.every(), world.tasks(), this::afterAWhile);
        }
    }

    private void beginWhenDue() {
        if (newBytes.get() >= due.bytes() || newEntries.get() >= due.entries()) {
            begin();
        }
    }

    private void begin() {
        Consumer<Closure> snapshot = take;
        if (snapshot != null && underWay.compareAndSet(false, true)) {
            snapshot.accept(_ -> underWay.set(false));
        }
    }

    private static boolean write(Images.Image image, SnapshotWriter writer, Closure done) {
        Path folder = Path.of(writer.getPath());
        try {
            for (String file : image.write(folder)) {
                sync(folder.resolve(file));
                writer.addFile(file);
            }
            sync(folder);
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

    private static void sync(Path fileOrFolder) throws IOException {
        try (FileChannel channel = FileChannel.open(fileOrFolder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
