package dev.pharos.testkit.contract.node;

import dev.pharos.core.member.Address;
import dev.pharos.core.name.NodeId;
import dev.pharos.server.boot.SystemWorld;
import dev.pharos.server.cluster.peer.Greeting;
import dev.pharos.server.cluster.peer.PeerSettings;
import dev.pharos.server.cluster.peer.Peers;
import dev.pharos.server.cluster.peer.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** Links of nodes in one process, over sockets of this machine; where else they are is made up. */
public final class Links {
    private Links() {}

    /**
     * Those of a node of no cluster.
     *
     * @param port where others reach it; 0: any that is free
     */
    public static Peers open(SystemWorld world, NodeId id, int port) throws IOException {
        PeerSettings settings =
                new PeerSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        "test",
                        Optional.of("secret"),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10));
        Address nowhere = new Address("127.0.0.1", 1);
        long boot = world.random().nextLong();
        return Peers.open(world, settings, new Greeting(id, boot, Optional.empty(), nowhere, 2, 3));
    }

    /** Where others find it. */
    public static Target target(Peers peers) {
        return new Target(new Address("127.0.0.1", peers.port()), peers.port());
    }
}
