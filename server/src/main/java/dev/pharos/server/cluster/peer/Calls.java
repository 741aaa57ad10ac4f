package dev.pharos.server.cluster.peer;

import dev.pharos.server.cluster.bytes.CodecException;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.PeerLink;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What has been asked over one connection and is not answered yet. */
final class Calls {
    private static final int WAITING_MAX = 1 << 12;

    private final World world;
    private final Map<Long, Call> waiting = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private volatile boolean ended;

    private record Call(CompletableFuture<byte[]> reply, Duration patience, long dueNanos) {}

    Calls(World world) {
        this.world = world;
    }

    /** One more. Fails: {@code Unreached} when too many wait. */
    long begin(CompletableFuture<byte[]> reply, Duration patience) {
        if (waiting.size() >= WAITING_MAX) {
            throw new PeerLink.Unreached(WAITING_MAX + " calls are not answered yet");
        }
        long call = last.incrementAndGet();
        waiting.put(call, new Call(reply, patience, world.nanos() + patience.toNanos()));
        if (ended) {
            end();
        }
        return call;
    }

    /** An answer, or the failure of one, has come; nobody may wait for it any more. */
    void answer(Frame frame) {
        @Nullable Call call = waiting.remove(frame.call);
        if (call == null) {
            return;
        }
        if (frame.kind == Frame.Kind.ANSWER) {
            call.reply().complete(frame.body);
        } else {
            call.reply().completeExceptionally(new IOException(said(frame)));
        }
    }

    /** Those whose patience is over hear so. */
    void expire() {
        long now = world.nanos();
        for (Map.Entry<Long, Call> entry : List.copyOf(waiting.entrySet())) {
            Call call = entry.getValue();
            if (now - call.dueNanos() >= 0 && waiting.remove(entry.getKey(), call)) {
                String late = "no answer within " + call.patience().toMillis() + " ms";
                call.reply().completeExceptionally(new TimeoutException(late));
            }
        }
    }

    /** The connection is lost: what was asked may have come to the other end. */
    void end() {
        ended = true;
        for (Long call : List.copyOf(waiting.keySet())) {
            Call gone = waiting.remove(call);
            if (gone != null) {
                gone.reply().completeExceptionally(new IOException("the line was cut"));
            }
        }
    }

    private static String said(Frame failure) {
        try {
            return failure.fields().text();
        } catch (CodecException e) {
            return "a failure that cannot be read: " + e.getMessage();
        }
    }
}
