package dev.pharos.testkit.contract.node;

import dev.pharos.core.name.NodeId;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.cluster.peer.Peers;
import dev.pharos.server.cluster.peer.Target;
import dev.pharos.server.port.cluster.PeerLink;
import dev.pharos.testkit.world.SimNet;
import dev.pharos.testkit.world.SimTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;

/** Nodes that look for each other, on a network that nobody disturbs. */
sealed interface PeerBed extends AutoCloseable {
    Duration PATIENCE = Duration.ofSeconds(30);

    /** A process of the node begins; where it was before, if it has been there. */
    PeerLink start(NodeId node);

    /** It ends. */
    void stop(NodeId node);

    /** Lets time pass until it is so; fails when it does not come to that. */
    void await(Callable<Boolean> what);

    @Override
    void close();

    /** Sockets of this machine. */
    final class Real implements PeerBed {
        private final SystemWorld world = new SystemWorld((_, failure) -> fail(failure));
        private final Map<NodeId, Peers> running = new HashMap<>();
        private final Map<NodeId, Target> places = new HashMap<>();

        @Override
        public PeerLink start(NodeId node) {
            Target before = places.get(node);
            int port = before == null ? 0 : before.peerPort();
            try {
                Peers peers = Links.open(world, node, port);
                running.put(node, peers);
                places.put(node, Links.target(peers));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            running.values().forEach(peers -> peers.seek(places.values()));
            return running.get(node);
        }

        private static void fail(Throwable failure) {
            failure.printStackTrace();
        }

        @Override
        public void stop(NodeId node) {
            Peers gone = running.remove(node);
            if (gone != null) {
                gone.close();
            }
        }

        @Override
        public void await(Callable<Boolean> what) {
            Awaitility.await().atMost(PATIENCE).until(what);
        }

        @Override
        public void close() {
            running.values().forEach(Peers::close);
            world.close();
        }
    }

    /** The network of simulations; a message may be repeated there, and none is lost. */
    final class Simulated implements PeerBed {
        private static final Duration STEP = Duration.ofMillis(1);

        private final SimTime time = new SimTime(Long.getLong("seed", 1));
        private final SimNet net = new SimNet(time, new SimNet.Weather(0, Duration.ofMillis(20)));

        @Override
        public PeerLink start(NodeId node) {
            return net.join(node);
        }

        @Override
        public void stop(NodeId node) {
            net.leave(node, true);
        }

        @Override
        public void await(Callable<Boolean> what) {
            long end = time.millis() + PATIENCE.toMillis();
            try {
                while (!what.call()) {
                    Assertions.assertThat(time.millis()).as("it comes to that").isLessThan(end);
                    time.pass(STEP);
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {}
    }
}
