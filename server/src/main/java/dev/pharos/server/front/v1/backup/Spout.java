package dev.pharos.server.front.v1.backup;

import dev.pharos.server.front.http.HttpAnswer;
import dev.pharos.server.port.Backups.Backup;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Brings a backup from a thread that writes it to a connection that asks for it, piece by piece.
 */
final class Spout extends OutputStream implements HttpAnswer.Pieces {
    private static final int PIECE_BYTES = 64 << 10;
    private static final byte[] END = {};

    private final Backup backup;
    private final byte[] piece = new byte[PIECE_BYTES];
    private int filled;

    /** At most one is asked for at a time, and one more wakes the writer when nobody is there. */
    private final BlockingQueue<CompletableFuture<byte[]>> asked = new ArrayBlockingQueue<>(2);

    private volatile boolean forgotten;

    Spout(Backup backup) {
        this.backup = backup;
    }

    @Override
    public CompletionStage<byte[]> next() {
        CompletableFuture<byte[]> next = new CompletableFuture<>();
        asked.add(next);
        return next;
    }

    @Override
    public void forget() {
        forgotten = true;
        var _ = asked.offer(new CompletableFuture<>());
    }

    /** Writes all of it, as it is asked for. Blocks. */
    void pour() {
        try (backup) {
            backup.writeTo(this);
            flush();
            wanted().complete(END);
        } catch (IOException | RuntimeException failure) {
            if (!forgotten) {
                failNext(failure);
            }
        }
    }

    private void failNext(Exception failure) {
        try {
            wanted().completeExceptionally(failure);
        } catch (IOException _) { // nobody is there to be told
        }
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, PIECE_BYTES - filled);
            System.arraycopy(bytes, offset + done, piece, filled, count);
            filled += count;
            done += count;
            if (filled == PIECE_BYTES) {
                flush();
            }
        }
    }

    /** Waits until what there is has been asked for. */
    @Override
    public void flush() throws IOException {
        if (filled > 0) {
            wanted().complete(Arrays.copyOf(piece, filled));
            filled = 0;
        }
    }

    private CompletableFuture<byte[]> wanted() throws IOException {
        try {
            CompletableFuture<byte[]> next = asked.take();
            if (forgotten) {
                throw new IOException("the caller has gone");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the node stops", e);
        }
    }
}
