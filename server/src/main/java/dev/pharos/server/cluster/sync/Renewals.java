package dev.pharos.server.cluster.sync;

import dev.pharos.core.name.NodeId;
import dev.pharos.core.sync.Key;
import dev.pharos.server.cluster.sync.Letters.Kind;
import dev.pharos.server.port.World;
import dev.pharos.server.port.cluster.PeerLink;
import dev.pharos.server.port.cluster.PeerLink.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Heartbeats of addresses that other nodes look after: passed on together, and not answered. Who
 * beats has its answer long since.
 *
 * <p>Limit: {@value #WAITING_MAX}; beyond it heartbeats are left out, and the next ones tell.
 */
final class Renewals {
    private static final int WAITING_MAX = 1 << 17;
    private static final int TOGETHER_MAX = 1 << 13;

    private final World world;
    private final PeerLink link;
    private final Duration every;
    private final Executor loop;
    private final Function<Key, NodeId> owner;
    private final Set<Key> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean planned = new AtomicBoolean();

    Renewals(
            World world,
            PeerLink link,
            Duration every,
            Executor loop,
            Function<Key, NodeId> owner) {
        this.world = world;
        this.link = link;
        this.every = every;
        this.loop = loop;
        this.owner = owner;
    }

    /** Thread: any. */
    void add(Key key) {
        if (waiting.size() < WAITING_MAX) {
            waiting.add(key);
        }
        if (!planned.get() && planned.compareAndSet(false, true)) {
            world.after(every, loop, this::send);
        }
    }

    private void send() {
        planned.set(false);
        Map<NodeId, List<Key>> each = new TreeMap<>();
        for (Key key : waiting.stream().sorted().toList()) {
            waiting.remove(key);
            each.computeIfAbsent(owner.apply(key), _ -> new ArrayList<>()).add(key);
        }
        each.forEach(
                (node, keys) -> {
                    for (int from = 0; from < keys.size(); from += TOGETHER_MAX) {
                        int end = Math.min(keys.size(), from + TOGETHER_MAX);
                        List<Key> some = keys.subList(from, end);
                        link.tell(
                                node,
                                Topic.SYNC,
                                Letters.of(Kind.RENEWALS, out -> Letters.keys(out, some)));
                    }
                });
    }
}
