package dev.pharos.server.cluster.sync;

import dev.pharos.core.name.NodeId;
import dev.pharos.core.sync.Delta;
import dev.pharos.server.cluster.bytes.ByteWriter;
import dev.pharos.server.cluster.sync.Letters.Kind;
import dev.pharos.server.port.cluster.PeerLink;
import dev.pharos.server.port.cluster.PeerLink.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The writes of this node on their way to all peers in reach: what comes together goes together.
 *
 * <p>Limit: {@value #WAITING_MAX} writes; beyond it some are left out, and peers notice the gap and
 * take in the whole state.
 */
final class Outgoing {
    private static final int WAITING_MAX = 1 << 17;
    private static final int MESSAGE_BYTES = 1 << 20;

    private final PeerLink link;
    private final Executor loop;
    private final Queue<List<Delta>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean planned = new AtomicBoolean();
    private volatile List<NodeId> peers = List.of();

    Outgoing(PeerLink link, Executor loop) {
        this.link = link;
        this.loop = loop;
    }

    /** To these from now on. */
    void to(Collection<NodeId> nodes) {
        peers = List.copyOf(nodes);
    }

    /** Order: as they were made. */
    void add(List<Delta> writes) {
        if (peers.isEmpty() || count.get() > WAITING_MAX) {
            return;
        }
        count.addAndGet(writes.size());
        waiting.add(writes);
        if (!planned.get() && planned.compareAndSet(false, true)) {
            loop.execute(this::send);
        }
    }

    private void send() {
        planned.set(false);
        List<Delta> together = new ArrayList<>();
        ByteWriter sized = new ByteWriter();
        for (List<Delta> next = waiting.poll(); next != null; next = waiting.poll()) {
            count.addAndGet(-next.size());
            for (Delta write : next) {
                SyncFields.delta(sized, write);
                together.add(write);
                if (sized.size() >= MESSAGE_BYTES) {
                    tell(together);
                    together = new ArrayList<>();
                    sized = new ByteWriter();
                }
            }
        }
        if (!together.isEmpty()) {
            tell(together);
        }
    }

    private void tell(List<Delta> writes) {
        byte[] message = Letters.of(Kind.WRITES, out -> Letters.writes(out, writes));
        peers.forEach(peer -> link.tell(peer, Topic.SYNC, message));
    }
}
